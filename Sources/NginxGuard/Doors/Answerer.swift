import Text

/// Who answers a request of which the server and the path are known, and under which policy: for `bearerd explain --nginx`.
package struct Answerer {
    /// Why nobody can be named.
    package struct Unknown: Error {
        /// What is wrong, in words of ours and of the configuration.
        package let reason: String
    }

    package let server: String
    package let location: String
    package let verdict: Verdict
    /// That of the verdict; `nil` where it is none of a policy.
    package let policy: LocationPolicy?
    /// What may lead the request elsewhere, which was not followed.
    package let notes: [String]

    /// Looks for it in a file, or in what `nginx -T` printed.
    ///
    /// - Parameters:
    ///   - bytes: What the file holds.
    ///   - file: Where it is, so that what it includes is found; `-` for what includes nothing.
    ///   - path: As `$uri` has it: decoded, without `//`, `/./` and `/../`, and without the query.
    ///   - host: One of a server's names; `nil` where there is only one server.
    /// - Returns: What answers.
    /// - Throws: ``Unknown`` where nobody can be named.
    package static func of(
        _ bytes: [UInt8],
        file: String,
        path: String,
        host: String?
    ) throws(Unknown) -> Answerer {
        let configuration = NginxConfiguration(bytes, of: file)
        if let problem = configuration.problems.first {
            throw Unknown(reason: "\(problem.file):\(problem.line): \(problem.description)")
        }
        let servers = NginxServer.all(in: configuration.directives)
        let server = try choose(servers, host)
        return try Answerer(server, path, bearerds: NginxPlace.bearerds(in: servers))
    }

    private static func choose(_ servers: [NginxServer], _ host: String?) throws(Unknown) -> NginxServer {
        guard let host = host?.lowercased() else {
            guard let server = servers.first, servers.count == 1 else {
                let labels = servers.prefix(8).map(\.label).joined(separator: "; ")
                throw Unknown(reason: servers.isEmpty ? "there is no server" : "--host says which server: \(labels)")
            }
            return server
        }
        let named = servers.filter { $0.names.contains(host) }
        guard let server = named.first, named.count == 1 else {
            throw Unknown(
                reason: named.isEmpty
                    ? "no server has the name \(host); wildcards and expressions are not followed: name one as it is written"
                    : "\(named.count) servers have the name \(host): \(named.map(\.label).joined(separator: "; "))"
            )
        }
        return server
    }

    init(_ server: NginxServer, _ path: String, bearerds: Set<ExactText>) throws(Unknown) {
        let index: Int
        do { index = try LocationSearch(server).place(of: path) } catch {
            throw Unknown(reason: "whether the expression \(QuotedText.quoted(error.text)) matches cannot be told")
        }
        let place = server.places[index]
        self.server = server.label
        location = place.label
        verdict = Verdict(place, bearerds: bearerds)
        policy =
            switch verdict {
            case .policy, .observed: Judgement(place).policy
            case .open, .closed, .internal, .bearerd: nil
            }
        notes = Self.notes(server, index)
    }

    /// Directives that may send the request elsewhere, before a token is judged or after. What only refuses does not.
    private static func notes(_ server: NginxServer, _ index: Int) -> [String] {
        let here = [0] + server.chain(of: index)
        let conditions = server.places.filter { place in
            place.isCondition && place.parent.map(here.contains) == true && (place.fixedStatus ?? 0) < 400
        }
        let ways = Set([0, index]).sorted().flatMap {
            server.places[$0].own("rewrite", "try_files", "error_page", "return")
        }
        .filter { $0.name != "return" || NginxPlace.status($0) < 400 }
        return (conditions.map(\.block) + ways).map { "\($0.text) is not followed (\($0.place))" }
    }
}
