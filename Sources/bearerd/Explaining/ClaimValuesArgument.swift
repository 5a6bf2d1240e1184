import ArgumentParser
import OAuth
import Text

/// A path and the values that it may have, as `explain` is given them: `org.plan=gold,silver`.
struct ClaimValuesArgument: ExpressibleByArgument {
    let requirement: AccessRequirement

    init?(argument: String) {
        guard let equals = argument.lastIndex(of: "="), let path = ClaimPath(String(argument[..<equals])),
            let values = SettingValue.list(String(argument[argument.index(after: equals)...]))
        else { return nil }
        requirement = .claim(path, oneOf: values)
    }
}
