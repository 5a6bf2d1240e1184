public import ArgumentParser
public import ResourceServerTesting

extension TokenDefect: ExpressibleByArgument {}
