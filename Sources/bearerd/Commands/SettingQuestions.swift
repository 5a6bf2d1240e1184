import Text

/// Asks for the settings that must be there and that nobody has given.
struct SettingQuestions: Sendable {
    /// Says a question, and has the answer of it; `nil` where there is nobody who answers.
    let ask: @Sendable (String) -> String?

    /// On a terminal, or wherever standard input comes from.
    static let standard = SettingQuestions { question in
        StandardError.write(question)
        return readLine(strippingNewline: true)
    }

    /// The settings with what was answered.
    func complete(_ values: [String: String]) -> [String: String] {
        let table = SettingTable.standard
        let whose = [table.auth0Domain.name, table.issuers.name, table.issuersFile.name]
        var values = values
        if whose.allSatisfy({ values[$0] == nil }) {
            let names = Provider.allCases.map(\.rawValue).joined(separator: ", ")
            let provider = values[table.provider.name] ?? answer("Provider (\(names); empty for another): ")
            values[table.provider.name] = provider
            let isAuth0 = provider == Provider.auth0.rawValue
            if let text = answer(isAuth0 ? "Domain of the tenant: " : "Issuer, as it stands in tokens: ") {
                let isDomain = isAuth0 && !text.contains("/")
                values[isDomain ? table.auth0Domain.name : table.issuers.name] = isDomain ? text : Self.url(text)
            }
        }
        // A file of policies has the audiences, too.
        let forWhom = [table.auth0Audience.name, table.audience.name, table.issuersFile.name]
        if forWhom.allSatisfy({ values[$0] == nil }) {
            values[table.audience.name] = answer("Audience, which tokens for this API carry in aud: ")
        }
        return values
    }

    /// An empty line is no answer.
    private func answer(_ question: String) -> String? {
        guard let line = ask(question) else { return nil }
        let text = line[...].trimming { $0 == " " || $0 == "\t" || $0 == "\r" }
        return text.isEmpty ? nil : String(text)
    }

    private static func url(_ text: String) -> String {
        text.contains("://") ? text : "https://\(text)"
    }
}
