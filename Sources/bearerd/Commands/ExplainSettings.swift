import JWKS
import OAuth
import URI

/// The settings by which a token is explained: the running ones, or one issuer named on the command line.
enum ExplainSettings {
    static func read(
        _ flags: [String: String],
        envFile: String? = nil,
        issuer: String?,
        audiences: [String],
        jwks: String?
    ) throws(SettingsFailure) -> Settings {
        guard let issuer else {
            var flags = flags
            if !audiences.isEmpty { flags[SettingTable.standard.auth0Audience.name] = audiences.joined(separator: ",") }
            return try SettingReader(flags: flags, envFile: envFile).read(Settings.init)
        }
        var flags = flags
        flags[SettingTable.standard.issuers.name] = issuer
        flags[SettingTable.standard.auth0Audience.name] = audiences.joined(separator: ",")
        // Neither the tenant nor the file of the running settings has a say here.
        let ignored: Set<String> = [SettingTable.standard.auth0Domain.name, SettingTable.standard.issuersFile.name]
        var settings = try SettingReader(flags: flags, envFile: envFile, ignoring: ignored).read(Settings.init)
        guard let jwks else { return settings }
        for index in settings.policies.indices {
            settings.policies[index].keySource =
                SecureURL(jwks) == nil ? .jwksFile(path: jwks) : .jwksURI(jwks)
        }
        return settings
    }
}
