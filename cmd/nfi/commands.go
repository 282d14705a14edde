package main

// commands returns every command, in the order in which a newcomer meets them.
func (p *program) commands() []command {
	return []command{
		p.demoCommand(),
		p.synthCommand(),
		p.initCommand(),
		p.checkCommand(),
		p.runCommand(),
		p.linkCommand(),
		p.dedupeCommand(),
		p.worklistCommand(),
		p.auditCommand(),
		p.retentionCommand(),
		p.markCommand(),
		p.purgeCommand(),
		p.aboutCommand(),
	}
}
