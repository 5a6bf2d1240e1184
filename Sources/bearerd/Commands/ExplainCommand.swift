import JWKS
import ArgumentParser
import FoundationEssentials
import JOSE
import OAuth
import ResourceServer
import URI

struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Say, check by check, why a token, and its DPoP proof, would be accepted or refused.",
        discussion: """
            Exit status: 0 for a token that is accepted, 1 for one that is refused. The token is never printed whole. Without \
            --issuer, the running settings judge it.
            """
    )

    @Argument(help: "The token; without it, standard input is read.")
    var token: String?

    @Option(help: ArgumentHelp("Judge by this issuer instead of the settings.", valueName: "url"))
    var issuer: String?

    @Option(help: ArgumentHelp("Take the issuer's keys from here instead of discovery.", valueName: "file|url"))
    var jwks: String?

    @Option(
        help: ArgumentHelp("Judge as of this time, as 2026-11-23T12:00:00Z or seconds since 1970.", valueName: "time")
    )
    var at: String?

    @Option(help: ArgumentHelp("Also ask for this scope.", valueName: "scope"))
    var scope: [String] = []

    @Option(help: ArgumentHelp("Also ask for this role.", valueName: "role"))
    var role: [String] = []

    @Option(help: ArgumentHelp("Also ask for one of these values of a claim.", valueName: "path=value,value"))
    var claim: [ClaimValuesArgument] = []

    @Option(
        help: ArgumentHelp("Judge as where a policy says resource=PATH, which needs PUBLIC_ORIGIN.", valueName: "path")
    )
    var resource: String?

    @Option(help: ArgumentHelp("Also judge this DPoP proof; goes with --method and --url.", valueName: "jwt"))
    var proof: [String] = []

    @Option(help: ArgumentHelp("The method of the request that the proof is for.", valueName: "method"))
    var method: String?

    @Option(help: ArgumentHelp("The URL of the request that the proof is for.", valueName: "url"))
    var url: String?

    @Flag(help: "Answer in JSON.")
    var json = false

    @OptionGroup(title: "Settings")
    var flags: SettingFlags

    func validate() throws {
        if issuer == nil, jwks != nil { throw ValidationError("--jwks goes with --issuer.") }
        if issuer != nil, flags.values[SettingTable.standard.audience.name] == nil {
            throw ValidationError("--issuer goes with --audience.")
        }
        if proof.isEmpty != (method == nil) || proof.isEmpty != (url == nil) {
            throw ValidationError("--proof, --method and --url go together.")
        }
        if let at, Self.date(at) == nil {
            throw ValidationError("--at takes 2026-11-23T12:00:00Z or seconds since 1970.")
        }
    }

    func run() async throws {
        var settings: Settings
        do {
            settings = try ExplainSettings.read(
                flags.values,
                envFile: flags.envFile,
                issuer: issuer,
                jwks: jwks
            )
        } catch {
            throw CommandFailure.exit(error)
        }
        StandardError.warn(settings.warnings)
        guard let token = token ?? readLine(strippingNewline: true), !token.isEmpty else {
            throw ValidationError("There is no token, neither as an argument nor on standard input.")
        }
        // The daemon's files are its own: what somebody else writes there it may not be able to read.
        settings.jwks.directory = nil
        let validator = AccessTokenValidator(
            policies: settings.policies,
            cache: KeyFetching.cache(settings) { _ in },
            maxTokenBytes: settings.maxTokenBytes,
            tokenCacheEntries: 0
        )
        let audience = try acceptedAudience(settings.dpop.address)
        let now = at.flatMap(Self.date) ?? .now
        let explanation = await validator.explain(
            Self.bare(token),
            for: audience,
            requiring: scope.map(AccessRequirement.scope) + role.map(AccessRequirement.role) + claim.map(\.requirement),
            presentedWith: proofToExplain(settings),
            under: settings.dpop.mode,
            at: now
        )
        print(json ? ExplanationReport.json(explanation) : ExplanationReport.text(explanation))
        if explanation.refusal != nil { throw ExitCode(1) }
    }

    private func acceptedAudience(_ address: PublicAddress) throws -> AcceptedAudience {
        guard let resource else { return .ofIssuer }
        guard let resource = ProtectedResource(resource, at: address) else {
            throw ValidationError("--resource takes a path such as /mcp, and goes with PUBLIC_ORIGIN.")
        }
        return .oneOf([resource.identifier])
    }

    private func proofToExplain(_ settings: Settings) -> ProofToExplain? {
        guard let method, let url else { return nil }
        let request = DPoPRequest(proofs: proof, method: method, target: TargetURI(url))
        return ProofToExplain(request, policy: settings.dpop.policy, nonces: settings.dpop.nonces)
    }

    /// People paste the whole header field.
    static func bare(_ token: String) -> String {
        let words = token.split(separator: " ")
        guard words.count == 2, ["bearer", "dpop"].contains(words[0].lowercased()) else {
            return words.joined(separator: " ")
        }
        return String(words[1])
    }

    static func date(_ text: String) -> NumericDate? {
        if let seconds = Double(text) { return NumericDate(claim: .number(seconds)) }
        return (try? Date(text, strategy: .iso8601)).map(NumericDate.init)
    }
}
