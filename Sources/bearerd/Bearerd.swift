import ArgumentParser

@main
struct Bearerd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bearerd",
        abstract:
            "Lets requests through only with a good OAuth 2.0 access token, as a FastCGI application behind nginx.",
        discussion: """
            Every setting is a flag, an environment variable, or a line of .env in the working directory, or of the file that \
            --env-file names.
            """,
        version: "0.1.0",
        subcommands: [ServeCommand.self, CheckConfigCommand.self, ExplainCommand.self, NginxGuardCommand.self],
        defaultSubcommand: ServeCommand.self
    )
}
