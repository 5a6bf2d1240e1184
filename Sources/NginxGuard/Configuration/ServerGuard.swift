import ResourceServer
import Text

/// Finds what is wrong with the include of a server that has guarded places: whether what bearerd is asked gets to it, and what
/// becomes of it where bearerd cannot be asked.
struct ServerGuard {
    private let server: NginxServer
    private let bearerds: Set<ExactText>
    /// What is wrong.
    private(set) var findings: [GuardFinding] = []
    /// What bearerd is asked may end in nginx's own 500, for which the operator may have a page.
    private(set) var failsOpen = false

    /// That of addresses without its last slash: the location of bearerd_verdicts.conf, which has it, is the longer one.
    private static let locationPrefix = LocationGuard.addressPrefix.utf8.dropLast()

    /// Looks through a server; `bearerds` are where bearerd listens, as `fastcgi_pass` has it.
    init(_ server: NginxServer, bearerds: Set<ExactText>) {
        self.server = server
        self.bearerds = bearerds
        let guarded = server.places.filter { $0.isGuarded && !$0.asks(bearerds) }
        guard let first = guarded.first?.effective("auth_request").last else { return }
        checkAnswers(guarded)
        // A snippet for a server block has no block of its own.
        guard !server.isFragment else { return }
        checkQuestions(guarded, first)
        checkRewrites()
    }

    /// What answers, or lets through, before or without a look at the token.
    private mutating func checkAnswers(_ guarded: [NginxPlace]) {
        for place in guarded where place.matcher != nil || place.isCondition && place.parent != 0 {
            for directive in place.own("return") where NginxPlace.status(directive) < 400 {
                add(directive, "return answers before bearerd is asked")
            }
        }
        for place in guarded where place.satisfiesAny {
            guard let satisfy = place.effective("satisfy").last else { continue }
            add(satisfy, "satisfy any lets through without a token whom allow or auth_basic lets in")
        }
    }

    private mutating func checkQuestions(_ guarded: [NginxPlace], _ first: NginxDirective) {
        var choice = LocationChoice(server)
        let questions = Set(guarded.compactMap { $0.effective("auth_request").last?.arguments.first })
        for question in questions.sorted() {
            let takers = choice.mayTake(.exactly(question)).map { server.places[$0] }
            let own = takers.filter { $0.matcher?.uris.prefix.starts(with: Self.locationPrefix) == true }
            if own.isEmpty || own.count < takers.count {
                guard !hasUnreadInclude else { return }
                failsOpen = true
                return add(first, "include bearerd_guard_server.conf; is missing in its server block")
            }
            for taker in own { checkTaker(taker) }
        }
    }

    private mutating func checkTaker(_ taker: NginxPlace) {
        let description: String
        if !taker.isGuardsOwn {
            description = "bearerd is not asked here: this is not the location of bearerd_guard_server.conf"
        } else if !endsInRefusal(taker) {
            description = "a bearerd that is down ends in nginx's own 500: bearerd_guard_server.conf is an old one"
        } else {
            return
        }
        failsOpen = true
        add(taker.block, description)
    }

    /// Whether nginx's own failures are 403 like every refusal, and lead nowhere else.
    private func endsInRefusal(_ place: NginxPlace) -> Bool {
        let pages = place.effective("error_page")
        return [400, 500, 502, 503, 504].allSatisfy { status in
            // Of two pages for one status the first counts.
            pages.first { $0.arguments.contains(String(status)) }?.arguments.contains("=403") == true
        }
    }

    /// The include is there, and nobody knows what is in it.
    private var hasUnreadInclude: Bool {
        let directives = server.block.block ?? []
        return directives.contains { $0.name == "include" && $0.arguments.contains(where: Self.isServerInclude) }
            && !directives.contains { Self.isServerInclude($0.file) }
    }

    private static func isServerInclude(_ name: String) -> Bool {
        name.contains("bearerd_guard_server")
    }

    private mutating func checkRewrites() {
        for place in server.places where place.parent == nil || place.isCondition && place.parent == 0 {
            for rewrite in place.own("rewrite") where mayRewriteQuestion(rewrite) {
                add(
                    rewrite,
                    "a rewrite in the server block also rewrites what bearerd is asked: put it into a location"
                )
            }
        }
    }

    private func mayRewriteQuestion(_ rewrite: NginxDirective) -> Bool {
        let pattern = RegularExpressionShape.uris(rewrite.arguments.first ?? "", ignoresCase: false)
        guard rewrite.arguments.count > 1, pattern.overlaps(.starting(with: LocationGuard.addressPrefix)) else {
            return false
        }
        // What is refused, and the question with it, opens nothing.
        var choice = LocationChoice(server)
        let targets = choice.mayTake(.address(rewrite.arguments[1]))
        return targets.contains { Verdict(server.places[$0], bearerds: bearerds) != .closed }
    }

    private mutating func add(_ directive: NginxDirective, _ description: String) {
        let finding = GuardFinding(directive, description)
        if !findings.contains(finding) { findings.append(finding) }
    }
}
