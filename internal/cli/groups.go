package cli

import (
	"strings"

	"github.com/spf13/cobra"
)

// maker makes one command. Its name is known without making it, so that a run
// pays for the command that it needs and not for all the others.
type maker struct {
	name string
	make func() *cobra.Command
}

// group is a part of the help.
type group struct {
	id, title string
	makers    []maker
}

// groups lists every command, in the order of the help; nothing else adds one.
func (c *cli) groups() []group {
	return []group{
		{"items", "Items", []maker{
			{"add", c.addCommand}, {"get", c.getCommand}, {"show", c.showCommand}, {"ls", c.lsCommand},
			{"find", c.findCommand}, {"edit", c.editCommand}, {"mv", c.mvCommand}, {"cp", c.cpCommand},
			{"rm", c.rmCommand}, {"history", c.historyCommand}, {"revert", c.revertCommand},
			{"otp", c.otpCommand}, {"gen", c.genCommand}, {"attach", c.attachCommand}, {"detach", c.detachCommand},
		}},
		{"scripts", "Scripts", []maker{
			{"run", c.runCommand}, {"inject", c.injectCommand}, {"clear-clipboard", c.clearClipboardCommand},
		}},
		{"containers", "Boxes, templates and the trash", []maker{
			{"box", c.boxCommand}, {"template", c.templateCommand}, {"trash", c.trashCommand}, {"forget", c.forgetCommand},
		}},
		{"contacts", "Contacts, circles and seals", []maker{
			{"contact", c.contactCommand}, {"circle", c.circleCommand}, {"seal", c.sealCommand}, {"custodian", c.custodianCommand}, {"kit", c.kitCommand},
		}},
		{"recovery", "Trustees and tickets", []maker{
			{"trustee", c.trusteeCommand}, {"deposit", c.depositCommand}, {"ticket", c.ticketCommand},
		}},
		{"sharing", "Sharing", []maker{
			{"share", c.shareCommand}, {"inbox", c.inboxCommand},
		}},
		{"post", "The post", []maker{
			{"post", c.postCommand}, {"sync", c.syncCommand},
		}},
		{"moving", "Coming and going", []maker{
			{"import", c.importCommand}, {"export", c.exportCommand}, {"backup", c.backupCommand},
		}},
		{"vault", "The vault", []maker{
			{"init", c.initCommand}, {"status", c.statusCommand}, {"verify", c.verifyCommand},
			{"compact", c.compactCommand}, {"passwd", c.passwdCommand}, {"rekey", c.rekeyCommand},
			{"kdf", c.kdfCommand}, {"slot", c.slotCommand}, {"vault", c.vaultCommand}, {"config", c.configCommand},
		}},
		{"account", "What happened", []maker{{"log", c.logCommand}, {"report", c.reportCommand}}},
		{"health", "Health", []maker{{"check", c.checkCommand}, {"hibp", c.hibpCommand}, {"doctor", c.doctorCommand}}},
		{"session", "Sessions", []maker{
			{"tui", c.tuiCommand}, {"unlock", c.unlockCommand}, {"lock", c.lockCommand}, {"agent", c.agentCommand},
			{"login", c.loginCommand}, {"token", c.tokenCommand},
		}},
		{"program", "The program", []maker{
			{"version", c.versionCommand}, {"tour", c.tourCommand}, {"completion", c.completionCommand},
		}},
	}
}

// addCommands adds the one command that the arguments name, or all of them,
// with the topics of the help, where they name none.
func (c *cli) addCommands(root *cobra.Command, args []string) {
	groups := c.groups()
	only := namedIn(groups, args)
	for _, g := range groups {
		root.AddGroup(&cobra.Group{ID: g.id, Title: g.title + ":"})
		for _, m := range g.makers {
			if only != "" && m.name != only {
				continue
			}
			cmd := m.make()
			cmd.GroupID = g.id
			root.AddCommand(cmd)
		}
	}
	if only == "" {
		for _, topic := range topicCommands() {
			topic.GroupID = "program"
			root.AddCommand(topic)
		}
	}
}

// namedIn returns the command that the first word of the arguments names, behind
// the global flags; empty when it names none.
func namedIn(groups []group, args []string) string {
	for i := 0; i < len(args); i++ {
		switch a := args[i]; {
		case a == "--dir" || a == "--password-fd" || a == "--password-file" || a == "--reason":
			i++ // its value
		case strings.HasPrefix(a, "-"):
		default:
			for _, g := range groups {
				for _, m := range g.makers {
					if m.name == a {
						return a
					}
				}
			}
			return ""
		}
	}
	return ""
}
