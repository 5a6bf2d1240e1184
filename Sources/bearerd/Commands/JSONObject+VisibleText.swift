import JOSE
import Text

extension JSONObject {
    /// It in JSON, as a command prints it: what a terminal would act on is an escape.
    var visibleText: String { VisibleText.escaped(json: String(decoding: encoded(), as: UTF8.self)) }
}
