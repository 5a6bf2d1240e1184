@testable import bearerd

enum SettingFixtures {
    /// What must be set, and nothing else.
    static let least = ["AUTH0_DOMAIN": "tenant.example.com", "AUTH0_AUDIENCE": "https://api.example.com"]

    static func reader(_ environment: [String: String] = [:], flags: [String: String] = [:]) -> SettingReader {
        SettingReader(flags: flags, environment: least.merging(environment) { $1 })
    }

    static func settings(_ environment: [String: String] = [:]) throws(SettingError) -> Settings {
        try Settings(reader(environment))
    }

    /// The line that stops the start; `nil` if nothing does.
    static func refusal(_ environment: [String: String]) -> String? {
        do throws(SettingError) {
            _ = try settings(environment)
            return nil
        } catch {
            return error.description
        }
    }
}
