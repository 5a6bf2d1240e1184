import ArgumentParser
import FastCGI
import HTTP
import JOSE
import URI

/// `token-issuer serve`
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Answers discovery, JWKS and POST /oauth/token over FastCGI, behind a web server."
    )

    @OptionGroup var state: StateOptions

    @Option(help: "Where to listen: unix:/path, 127.0.0.1:9001 or [::1]:9001.", transform: Self.address)
    var listen: ListenAddress

    @Option(help: "The issuer, exactly as tokens carry it: the URL under which the web server serves this.")
    var issuer: String

    @Option(help: "The identifier of an API for which tokens are issued; may be repeated.")
    var audience: [String]

    @Option(help: "The client that gets tokens.")
    var clientID = "development-client"

    @Option(help: "Its secret.")
    var clientSecret = "development-secret"

    @Flag(help: "Take every client with every secret.")
    var anyClient = false

    @Option(help: "A scope that clients are granted; may be repeated.")
    var scope: [String] = ["read:messages"]

    @Option(help: "How long tokens are valid, in seconds.")
    var lifetime: Int64 = 86400

    @Flag(help: "Also serve a page that makes, tries and explains tokens, to whoever opens it on this machine.")
    var page = false

    func validate() throws {
        // Whoever may speak FastCGI to the page may say that it is the page that asks.
        if page, case .tcp(let host, _) = listen, !LoopbackHost.contains(host), host != "::1" {
            throw ValidationError("--page goes with a socket of this machine, such as 127.0.0.1:9001.")
        }
    }

    func run() async throws {
        let directory = try StateDirectory(path: state.state)
        let identity = IssuerIdentity(issuer: issuer, audiences: audience)
        let keys = KeyStore(directory)
        _ = try keys.signingKey(for: state.algorithm)
        try identity.save(in: directory)

        let endpoint = TokenEndpoint(
            identity: identity,
            keys: keys,
            algorithm: state.algorithm,
            clients: ClientPolicy(
                clientID: clientID,
                clientSecret: clientSecret,
                anyClient: anyClient,
                scopes: scope
            ),
            lifetime: lifetime
        )
        let page = try page ? DevelopmentPage(identity: identity, keys: keys, algorithm: state.algorithm) : nil
        let endpoints = IssuerEndpoints(tokenEndpoint: endpoint, page: page)
        try await Server(listen, handler: endpoints).runUntilSignalled()
    }

    private static func address(_ text: String) throws -> ListenAddress {
        guard let address = ListenAddress(text) else { throw ValidationError("not an address to listen on") }
        return address
    }
}
