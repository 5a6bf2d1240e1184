import ArgumentParser
import JOSE

/// A claim as it is written on the command line: `name=JSON`.
struct ClaimArgument: Sendable, Equatable, ExpressibleByArgument {
    let name: String
    let value: JSONValue

    init?(argument: String) {
        guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else { return nil }
        // The parser of JSON objects is the one parser there is.
        let wrapped = #"{"value":"# + argument[argument.index(after: equals)...] + "}"
        guard let object = try? JSONObject(parsing: Array(wrapped.utf8)), object.names == ["value"] else { return nil }
        guard let value = object["value"] else { return nil }
        self.name = String(argument[..<equals])
        self.value = value
    }
}
