import ArgumentParser

@main
struct TokenIssuer: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "token-issuer")
}
