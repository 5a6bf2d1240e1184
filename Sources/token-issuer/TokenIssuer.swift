import ArgumentParser

/// The development identity provider.
@main
struct TokenIssuer: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token-issuer",
        abstract: "A development identity provider: never for production.",
        subcommands: [
            ServeCommand.self, TokenCommand.self, RotateCommand.self, ClientKeyCommand.self, DecryptionKeyCommand.self,
            ProofCommand.self,
        ]
    )
}
