module coffer

go 1.26.0
