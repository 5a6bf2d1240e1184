public import HTTP
import JOSE

extension Response {
    /// A string that is a member of the JSON body; `nil` where there is none.
    public func member(_ name: String) -> String? {
        (try? JSONObject(parsing: body))?[name]?.stringValue
    }
}
