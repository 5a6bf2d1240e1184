import OAuthMiddleware

/// Finds what is wrong with the guard in an nginx configuration file, above all what would open a door or close one for good.
struct GuardCheck {
    /// Something that is wrong.
    struct Finding: Equatable {
        let line: Int
        let description: String
    }

    private static let addressPrefix = LocationGuard.addressPrefix

    /// The blocks that have a policy of their own.
    private(set) var guardedBlocks = 0
    /// The file includes others, which are not read.
    private(set) var includesOthers = false
    /// What is wrong, in the order of the lines.
    private(set) var findings: [Finding] = []

    /// Looks through a file.
    init(_ bytes: [UInt8]) {
        do {
            let directives = try NginxParser.parse(bytes)
            includesOthers = directives.flatMap(\.all).contains { $0.name == "include" }
            check(directives, isGuarded: false, satisfiesAny: nil)
            // A snippet for a server block has no block of its own.
            for server in directives.flatMap(\.all) where server.name == "server" && server.block != nil {
                checkServer(server)
            }
        } catch {
            findings = [Finding(line: error.line, description: error.description)]
        }
        findings.sort { $0.line < $1.line }
    }

    // `satisfiesAny` is the `satisfy any` that holds around the block.
    private mutating func check(
        _ block: [NginxDirective],
        isGuarded outer: Bool,
        satisfiesAny outerSatisfy: NginxDirective?
    ) {
        let requests = block.filter { $0.name == "auth_request" }
        for request in requests { checkAddress(request) }
        let isGuarded = requests.isEmpty ? outer : requests.contains(where: Self.asksBearerd)
        let hasSnippet = block.contains(where: Self.isGuardInclude)
        let satisfy = block.last { $0.name == "satisfy" }
        let satisfiesAny = satisfy.map { $0.arguments == ["any"] ? $0 : nil } ?? outerSatisfy
        if requests.contains(where: Self.asksBearerd) {
            guardedBlocks += 1
            if !hasSnippet { add(requests[0], "include bearerd_guard.conf; is missing beside it") }
            checkBypasses(block, satisfiesAny)
        } else if !isGuarded, let include = block.first(where: Self.isNamedGuardInclude) {
            add(include, "it guards nothing without auth_request \"\(Self.addressPrefix)…\" beside it")
        } else if isGuarded, !hasSnippet, let setter = block.first(where: Self.dropsInherited) {
            add(setter, "\(setter.name) drops what bearerd_guard.conf sets around this block: include it here, too")
        }
        for directive in block {
            if let inner = directive.block { check(inner, isGuarded: isGuarded, satisfiesAny: satisfiesAny) }
        }
    }

    /// What answers, or lets through, before or without a look at the token.
    private mutating func checkBypasses(_ block: [NginxDirective], _ satisfiesAny: NginxDirective?) {
        if let satisfiesAny {
            add(satisfiesAny, "satisfy any lets through without a token whom allow or auth_basic lets in")
        }
        for directive in block where directive.name == "return" && !Self.isRefusal(directive) {
            add(directive, "return answers before bearerd is asked")
        }
    }

    private static func isRefusal(_ directive: NginxDirective) -> Bool {
        directive.arguments.first.flatMap { Int($0) }.map { $0 >= 400 } ?? false
    }

    private mutating func checkAddress(_ request: NginxDirective) {
        guard request.arguments.count == 1, let address = request.arguments.first else {
            return add(request, "auth_request takes one address: a policy with spaces stands in quotes")
        }
        guard Self.asksBearerd(request) else {
            if address.lowercased().contains("bearerd") {
                add(request, "the address of bearerd starts with \(Self.addressPrefix)")
            }
            return
        }
        do { _ = try LocationPolicy(String(address.dropFirst(Self.addressPrefix.count))) } catch {
            add(request, "the policy cannot be read: \(error)")
        }
    }

    private mutating func checkServer(_ server: NginxDirective) {
        let block = server.block ?? []
        guard let first = server.all.first(where: Self.asksBearerd) else { return }
        let hasLocation = block.contains { directive in
            let isInclude =
                directive.name == "include"
                && directive.arguments[0...].contains { $0.contains("bearerd_guard_server") }
            let isLocation = directive.name == "location" && directive.arguments.last == Self.addressPrefix
            return isInclude || isLocation
        }
        if !hasLocation { add(first, "include bearerd_guard_server.conf; is missing in its server block") }
        for rewrite in block where rewrite.name == "rewrite" {
            add(rewrite, "a rewrite in the server block also rewrites what bearerd is asked: put it into a location")
        }
    }

    private mutating func add(_ directive: NginxDirective, _ description: String) {
        findings.append(Finding(line: directive.line, description: description))
    }

    private static func asksBearerd(_ directive: NginxDirective) -> Bool {
        directive.name == "auth_request" && directive.arguments.first?.hasPrefix(addressPrefix) == true
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

    private static func dropsInherited(_ directive: NginxDirective) -> Bool {
        [
            "proxy_set_header", "grpc_set_header", "fastcgi_param", "uwsgi_param", "scgi_param", "error_page",
            "auth_request_set",
        ].contains(directive.name)
    }
}
