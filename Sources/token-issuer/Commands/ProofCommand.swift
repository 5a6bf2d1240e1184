import ArgumentParser
import FoundationEssentials
import JOSE

/// `token-issuer proof`
struct ProofCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "proof",
        abstract: "Prints one DPoP proof (RFC 9449), a good one unless told otherwise.",
        discussion: "It is for the header field DPoP of one request: a second one with it is a replay."
    )

    @Option(help: "The client's key: a file of 'client-key'.")
    var key: String

    @Option(help: "The method of the request.")
    var method = "GET"

    @Option(help: "The URL of the request; its query is left out.")
    var url: String

    @Option(help: "The access token that goes with the request; none in a request for one.")
    var token: String?

    // A nonce may begin with a hyphen, as base64url text does now and then.
    @Option(parsing: .unconditional, help: "The nonce that the server asked for.")
    var nonce: String?

    @Option(parsing: .unconditional, help: "The identifier of the proof; a random one without.")
    var jti: String?

    @Option(help: ArgumentHelp("A further claim, or another value for one.", valueName: "name=JSON"))
    var claim: [ClaimArgument] = []

    @Option(help: "What is wrong with the proof.")
    var broken: ProofDefect?

    func run() throws {
        let claims = ProofClaims(
            identifier: jti ?? Base64URL.encode(RandomBytes.make(count: 16)),
            method: method,
            url: url,
            issuedAt: Int64(Date().timeIntervalSince1970),
            accessToken: token,
            nonce: nonce,
            additional: claim.map { ($0.name, $0.value) }
        )
        print(try ProofMint(key: ClientKeyFile(path: key).read()).mint(claims, defect: broken))
    }
}
