import ArgumentParser
import Files
import FoundationEssentials
import HTTPTypes
import JOSE
import JWKS
import NginxGuard
import OAuth
import ResourceServer
import Text
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

    @Option(
        help: ArgumentHelp("The client certificate of the connection, in PEM (RFC 8705).", valueName: "file")
    )
    var certificate: String?

    @Option(
        help: ArgumentHelp(
            "Judge as at the location of --path in this nginx configuration; - for what nginx -T prints.",
            valueName: "file"
        )
    )
    var nginx: String?

    @Option(help: ArgumentHelp("The path of the request, as nginx has it in $uri.", valueName: "path"))
    var path: String?

    @Option(help: ArgumentHelp("The server, by one of its names, where there are several.", valueName: "name"))
    var host: String?

    @Option(
        help: ArgumentHelp("The method of the request, GET if it is not said; a proof needs it.", valueName: "method")
    )
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
        if proof.isEmpty != (url == nil) || (proof.isEmpty ? nginx == nil && method != nil : method == nil) {
            throw ValidationError("--proof, --method and --url go together.")
        }
        try validatePlace()
        if let at, Self.date(at) == nil {
            throw ValidationError("--at takes 2026-11-23T12:00:00Z or seconds since 1970.")
        }
    }

    private func validatePlace() throws {
        guard let nginx, let path else {
            if nginx == nil, path == nil, host == nil { return }
            throw ValidationError("--nginx and --path go together, and --host goes with them.")
        }
        guard ExplainedPlace.isNormal(path) else {
            throw ValidationError("--path takes what nginx has as $uri: decoded, without //, /../ and the query.")
        }
        guard scope.isEmpty, role.isEmpty, claim.isEmpty, resource == nil else {
            throw ValidationError(
                "With --nginx the policy says what is asked for, not --scope, --role, --claim, --resource."
            )
        }
        guard nginx != "-" || token != nil else {
            throw ValidationError("Standard input is the configuration: the token is an argument.")
        }
    }

    func run() async throws {
        let place: ExplainedPlace?
        do {
            place = try nginx.map { try ExplainedPlace($0, path: path ?? "/", host: host) }
        } catch let error as ExplainedPlace.Unknown {
            throw CommandFailure.exit(.configuration, error.reason)
        }
        if let place, let outcome = place.outcome { return try tell(place, outcome) }
        try await explain(at: place)
    }

    /// Says what comes of a request, whatever its token.
    private func tell(_ place: ExplainedPlace, _ outcome: (isLetThrough: Bool, reason: String)) throws {
        let word = outcome.isLetThrough ? "let through" : "refused"
        if json {
            var report = place.object
            report[word == "refused" ? "refused" : "let_through"] = .string(outcome.reason)
            print(report.visibleText)
        } else {
            print((place.lines + ["\(word): \(outcome.reason)"]).joined(separator: "\n"))
        }
        if !outcome.isLetThrough { throw ExitCode(1) }
    }

    private func explain(at place: ExplainedPlace?) async throws {
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
            decryptionKeys: settings.decryptionKeys?.keys,
            tokenCacheEntries: 0,
            denyLists: await Self.denyLists(settings),
            introspection: Introspecting.introspection(settings) { _ in }
        )
        let circumstances = try circumstances(settings, at: place)
        let explanation = await validator.explain(
            Self.bare(token),
            for: circumstances.audience,
            namingOneOf: circumstances.placeAudiences,
            authenticated: circumstances.authentication,
            requiring: circumstances.requirement.parts,
            presentedWith: proofToExplain(settings),
            over: CertificateToExplain(try clientCertificate(), under: circumstances.certificates),
            under: circumstances.mode,
            at: circumstances.now
        )
        print(json ? ExplanationReport.json(explanation, at: place) : ExplanationReport.text(explanation, at: place))
        if explanation.refusal != nil, place?.isObserved != true { throw ExitCode(1) }
    }

    /// Those that the process has. Where the store cannot be asked, nothing would be let through by a process that starts now.
    private static func denyLists(_ settings: Settings) async -> [DenyList] {
        var lists = [settings.denyFile?.list].compactMap(\.self)
        guard let store = settings.store else { return lists }
        let entries = try? await DenyPlace.store(store.url).entries(at: .now)
        lists.append(entries.map(DenyList.init) ?? DenyList())
        return lists
    }

    private func circumstances(_ settings: Settings, at place: ExplainedPlace?) throws -> Circumstances {
        let asked = scope.map(AccessRequirement.scope) + role.map(AccessRequirement.role) + claim.map(\.requirement)
        let policy = place?.policy
        let method = HTTPRequest.Method(method ?? "GET") ?? .get
        var circumstances = Circumstances(
            DPoPRequest(proofs: [], method: method.rawValue, target: nil),
            requiring: policy?.requirement(for: method) ?? .all(asked),
            under: policy?.dpop ?? settings.dpop.mode,
            settings.dpop.policy,
            settings.dpop.nonces,
            at: at.flatMap(Self.date) ?? .now
        )
        circumstances.audience = try acceptedAudience(settings.dpop.address)
        circumstances.certificates = settings.certificateBoundTokens
        guard let policy else { return circumstances }
        guard policy.resource == nil || settings.dpop.address.origin != nil else {
            throw CommandFailure.exit(
                .configuration,
                "resource needs PUBLIC_ORIGIN, which is not set: every request is refused"
            )
        }
        circumstances.apply(policy, at: settings.dpop.address)
        return circumstances
    }

    private func acceptedAudience(_ address: PublicAddress) throws -> AcceptedAudience {
        guard let resource else { return .ofIssuer }
        guard let resource = ProtectedResource(resource, at: address) else {
            throw ValidationError("--resource takes a path such as /mcp, and goes with PUBLIC_ORIGIN.")
        }
        return resource.acceptedAudience()
    }

    private func proofToExplain(_ settings: Settings) -> ProofToExplain? {
        guard let method, let url else { return nil }
        let request = DPoPRequest(proofs: proof, method: method, target: TargetURI(url))
        return ProofToExplain(request, policy: settings.dpop.policy, nonces: settings.dpop.nonces)
    }

    private func clientCertificate() throws -> ClientCertificate? {
        guard let certificate else { return nil }
        do throws(FileRefusal) {
            let pem = try SmallFile.content(of: certificate, limit: ClientCertificate.longest)
            return ClientCertificate(pem: String(decoding: pem, as: UTF8.self))
        } catch {
            throw ValidationError("--certificate takes a file in PEM: \(certificate): \(error.phrase)")
        }
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
