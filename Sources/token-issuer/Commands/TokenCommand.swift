import ArgumentParser
import FoundationEssentials
import JOSE
import OAuth
import ResourceServerTesting

/// `token-issuer token`
struct TokenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Prints an access token, a good one unless told otherwise.",
        discussion: "Issuer and audience are those of the last 'serve' on the same state."
    )

    @OptionGroup var state: StateOptions

    @Option(help: "The user the token is for; without one it is the client's own.")
    var subject: String?

    @Option(help: "How many tokens, one a line, each for a user of its own: with a number behind the subject.")
    var count = 1

    @Option(help: "The client the token was issued to.")
    var clientID = "development-client"

    @Option(help: "A scope; may be repeated.")
    var scope: [String] = []

    @Option(help: "A member of the claim 'permissions'; may be repeated.")
    var permission: [String] = []

    @Option(help: "The API the token is for.")
    var audience: String?

    @Option(help: "The issuer, exactly as the token is to carry it.")
    var issuer: String?

    @Option(help: "How long the token is valid, in seconds.")
    var lifetime: Int64 = 86400

    @Option(help: "The token's type, such as at+jwt.")
    var type = "JWT"

    @Option(help: "The identifier of the key that signs, such as the one before the last rotation.")
    var keyID: String?

    @Option(help: "The client's key that the token is bound to: a file of 'client-key'.")
    var dpopKey: String?

    @Option(help: ArgumentHelp("The client's certificate that the token is bound to, in PEM.", valueName: "file"))
    var certificate: String?

    @Option(help: ArgumentHelp("A further claim, or another value for one.", valueName: "name=JSON"))
    var claim: [ClaimArgument] = []

    @Option(help: ArgumentHelp("A claim to leave out; may be repeated.", valueName: "name"))
    var omit: [String] = []

    @Option(
        help: ArgumentHelp(
            "Encrypt it for the first key in a JWK set, such as a file of 'decryption-key'.",
            valueName: "file"
        )
    )
    var encryptTo: String?

    @Option(help: "What it is encrypted with, such as A128CBC-HS256.", transform: DecryptionKeyCommand.encryption)
    var encryption: ContentEncryptionAlgorithm?

    @Option(help: "What is wrong with the token.")
    var broken: TokenDefect?

    func validate() throws {
        guard count > 0 else { throw ValidationError("expected at least one token (--count)") }
    }

    func run() throws {
        let directory = try StateDirectory(path: state.state)
        let keys = KeyStore(directory)
        let key = try keyID.map(keys.key(named:)) ?? keys.signingKey(for: state.algorithm)
        var claims = try claims(from: IssuerIdentity(in: directory), at: Int64(Date().timeIntervalSince1970))
        let recipient = try encryptTo.map { try DecryptionKeyFile(path: $0).encryptionKey() }
        for number in 1...count {
            if count > 1 { claims.subject = "\(subject ?? clientID)\(number)" }
            let token = try TokenMint(key: key, type: type).mint(claims, defect: broken)
            print(try recipient.map { try $0.encrypt(token, nil, encryption) } ?? token)
        }
    }

    private static func thumbprint(ofCertificate file: String) throws(IssuerError) -> String {
        let pem = try? String(contentsOfFile: file, encoding: .utf8)
        guard let thumbprint = pem.flatMap({ ClientCertificate(pem: $0).thumbprint }) else {
            throw IssuerError(description: "there is no certificate in PEM in \(file)")
        }
        return thumbprint
    }

    private func claims(from identity: IssuerIdentity?, at now: Int64) throws(IssuerError) -> AccessTokenClaims {
        guard let issuer = issuer ?? identity?.issuer, let audience = audience ?? identity?.audiences.first else {
            throw IssuerError(description: "nothing was served from this state yet: give --issuer and --audience")
        }
        return AccessTokenClaims(
            issuer: issuer,
            subject: subject,
            clientID: clientID,
            audience: audience,
            issuedAt: now,
            lifetime: lifetime,
            scopes: scope,
            permissions: permission.isEmpty ? nil : permission,
            keyThumbprint: try dpopKey.map(ClientKeyFile.thumbprint(inFile:)),
            certificateThumbprint: try certificate.map(Self.thumbprint(ofCertificate:)),
            additional: claim.map { ($0.name, $0.value) },
            omitted: omit
        )
    }
}
