import OAuth
import ResourceServer
import Text

/// Finds what is wrong with the guard's two lines in each block: a policy that cannot be read, an include that is missing or has
/// no effect, what drops or doubles the fields that it sets.
struct GuardUse {
    private static let addressPrefix = LocationGuard.addressPrefix

    /// The blocks that have a policy of their own.
    private(set) var guardedBlocks = 0
    /// Of these, the ones whose policy refuses nobody.
    private(set) var observedBlocks = 0
    /// What is wrong.
    private(set) var findings: [GuardFinding] = []
    /// What is wrong where the origin of a resource's address is not known.
    private(set) var needsOfOrigin: [GuardFinding] = []

    private let bearerds: Set<ExactText>

    /// Looks through a configuration; `bearerds` are where bearerd listens, as `fastcgi_pass` has it.
    init(_ directives: [NginxDirective], bearerds: Set<ExactText>) {
        self.bearerds = bearerds
        check(directives, of: nil, isGuarded: false, asksForCertificates: false)
    }

    private mutating func check(
        _ block: [NginxDirective],
        of owner: NginxDirective?,
        within outerOwner: NginxDirective? = nil,
        isGuarded outer: Bool,
        asksForCertificates outerAsks: Bool
    ) {
        // What bearerd itself answers has no application behind it that is told anything.
        guard
            !block.contains(where: {
                $0.name == "fastcgi_pass" && bearerds.contains(ExactText($0.arguments.first ?? ""))
            })
        else { return }
        let requests = block.filter { $0.name == "auth_request" }
        let asksForCertificates =
            block.first { $0.name == "ssl_verify_client" }.map { $0.arguments != ["off"] } ?? outerAsks
        for request in requests { checkAddress(request, asksForCertificates: asksForCertificates) }
        let isGuarded = requests.isEmpty ? outer : requests.contains(where: Self.asksBearerd)
        let hasSnippet = block.contains(where: Self.isGuardInclude)
        if requests.contains(where: Self.asksBearerd) {
            guardedBlocks += 1
            if requests.contains(where: { Judgement($0).policy?.isObserved == true }) { observedBlocks += 1 }
            if !hasSnippet { add(requests[0], "include bearerd_guard.conf; is missing beside it") }
        } else if !isGuarded, let include = block.first(where: Self.isNamedGuardInclude) {
            add(include, "it guards nothing without auth_request \"\(Self.addressPrefix)…\" beside it")
        } else if isGuarded, !hasSnippet, !Self.refuses(block), let setter = block.first(where: Self.dropsInherited) {
            add(setter, "\(setter.name) drops what bearerd_guard.conf sets around this block: include it here, too")
        } else if isGuarded, !hasSnippet, let owner, outerOwner?.name == "location", Self.dropsIdentity(owner) {
            add(
                owner,
                "what bearerd_guard.conf sets does not hold here, and bearerd refuses every request: include it here, too"
            )
        }
        if isGuarded, hasSnippet { checkIdentity(block) }
        for directive in block {
            guard let inner = directive.block else { continue }
            check(
                inner,
                of: directive,
                within: owner,
                isGuarded: isGuarded,
                asksForCertificates: asksForCertificates
            )
        }
    }

    private mutating func checkAddress(_ request: NginxDirective, asksForCertificates: Bool) {
        guard request.arguments.count == 1, let address = request.arguments.first else {
            return add(request, "auth_request takes one address: a policy with spaces stands in quotes")
        }
        let judgement = Judgement(request)
        if judgement.policy?.mtls == .required, !asksForCertificates {
            add(
                request,
                "mtls=required needs ssl_verify_client in the server: every request is refused without a certificate"
            )
        }
        switch judgement {
        case .unreadable(let reason, _): add(request, "the policy cannot be read: \(reason)")
        case .other where address.lowercased().contains("bearerd"):
            add(request, "the address of bearerd starts with \(Self.addressPrefix)")
        case .policy(_, let policy, _) where policy.resource != nil:
            needsOfOrigin.append(
                GuardFinding(request, "resource needs PUBLIC_ORIGIN, which is not set: every request is refused")
            )
        case .policy, .other, .off, .none: break
        }
    }

    private mutating func checkIdentity(_ block: [NginxDirective]) {
        let identity = IdentitySetters(block)
        for setter in block where identity.isDoubled(by: setter) {
            let name = setter.arguments[0]
            add(setter, "\(name) is what bearerd_guard.conf tells the application about the token: it gets both")
        }
        guard let page = block.first(where: { $0.name == "error_page" && $0.arguments.dropLast().contains("403") }),
            let include = block.firstIndex(where: Self.isGuardInclude)
        else { return }
        if block[..<include].contains(where: page.isSame) {
            add(page, "for 403 the first error_page counts: put it behind bearerd_guard.conf")
        }
    }

    private mutating func add(_ directive: NginxDirective, _ description: String) {
        findings.append(GuardFinding(directive, description))
    }

    private static func asksBearerd(_ directive: NginxDirective) -> Bool {
        directive.name == "auth_request" && Judgement(directive).isBearerds
    }

    private static func isGuardInclude(_ directive: NginxDirective) -> Bool {
        switch directive.name {
        case "include":
            directive.arguments.contains { $0.contains("bearerd_guard") && !$0.contains("bearerd_guard_server") }
        case "auth_request_set": directive.arguments.first == "$bearerd_refusal"
        default: false
        }
    }

    /// An include by its name, which the guard's own files do not have.
    private static func isNamedGuardInclude(_ directive: NginxDirective) -> Bool {
        directive.name == "include" && isGuardInclude(directive)
            && !directive.arguments.contains { $0.contains("bearerd_guard_params") }
    }

    /// nginx carries out no `set` of the location around it, and so bearerd is not told which fields the application gets.
    private static func dropsIdentity(_ owner: NginxDirective) -> Bool {
        ["location", "limit_except"].contains(owner.name) && !refuses(owner.block ?? [])
    }

    /// Nothing gets past it, so that there is nobody to be told anything.
    private static func refuses(_ block: [NginxDirective]) -> Bool {
        block.contains { $0.text == "deny all" || $0.name == "return" && NginxPlace.status($0) >= 400 }
    }

    private static func dropsInherited(_ directive: NginxDirective) -> Bool {
        IdentitySetters.directives.contains(directive.name)
            || ["error_page", "auth_request_set"].contains(directive.name)
    }
}
