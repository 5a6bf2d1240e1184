import OAuth

/// A refusal on its way through the web server, from the subrequest that judges to the request that answers the client.
///
/// nginx shows a client little of what a subrequest answers. So the reason goes into a header field of bearerd's own, which nginx
/// hands back in a FastCGI parameter, and the answer is made of it then: the request is judged once. Nothing that a client
/// sent stands in it. It is only a code of ours and what the location's policy or the server itself says.
enum PassedRefusal {
    /// The text of a refusal.
    static func text(of error: TokenValidationError) -> String {
        var list = ParameterList()
        list.add("code", [error.code.rawValue])
        if let scope = error.scope, !scope.isEmpty {
            list.add("scope", scope.utf8.split(separator: UInt8(ascii: " ")).map { String(Substring($0)) })
        }
        if let retryAfter = error.retryAfter {
            list.add("retry_after", [String(max(1, Int64((retryAfter / .seconds(1)).rounded(.up))))])
        }
        if let authentication = error.authentication {
            if !authentication.contexts.isEmpty { list.add("acr", authentication.contexts) }
            if let maxAge = authentication.maxAge { list.add("max_age", [String(maxAge.components.seconds)]) }
        }
        return list.text
    }

    /// The refusal of a text; `nil` if it is none.
    static func error(_ text: String) -> TokenValidationError? {
        guard let list = try? ParameterList(text), let name = list.word("code"),
            let code = TokenValidationError.Code(rawValue: name)
        else { return nil }
        var authentication: AuthenticationRequirement?
        if list["acr"] != nil || list["max_age"] != nil {
            authentication = AuthenticationRequirement(
                contexts: list["acr"]?.words ?? [],
                maxAge: list.seconds("max_age")
            )
        }
        return TokenValidationError(
            code,
            retryAfter: list.seconds("retry_after"),
            scope: list["scope"]?.words?.joined(separator: " "),
            authentication: authentication
        )
    }
}

extension ParameterList {
    fileprivate func word(_ name: String) -> String? {
        guard let words = self[name]?.words, words.count == 1 else { return nil }
        return words.first
    }

    fileprivate func seconds(_ name: String) -> Duration? {
        word(name).flatMap { Int64($0) }.map { .seconds($0) }
    }
}
