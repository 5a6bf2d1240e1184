import FoundationEssentials
import JOSE
import OAuth
import SharedStore

/// How the store is, for `bearerd status`, `/status` and `/readyz`.
enum StoreReport {
    static func object(_ store: Store) -> JSONObject {
        let state = store.client.state
        var object: JSONObject = ["usable": .bool(state.absence == nil)]
        switch state.condition {
        case .connected(let date): object["since"] = .string(date.formatted(.iso8601))
        case .away(let date, let absence):
            object["since"] = .string(date.formatted(.iso8601))
            object["failure"] = .string(absence.description)
        }
        if let address = state.address { object["address"] = .string(address) }
        if let date = state.memorySince { object["remembers_since"] = .string(date.formatted(.iso8601)) }
        if let time = state.roundTrip { object["round_trip_ms"] = .number(time / .milliseconds(1)) }
        if let time = state.clockDifference { object["clock_ahead_ms"] = .number(time / .milliseconds(1)) }
        object["commands_waiting"] = .integer(Int64(state.waiting))
        object["commands_answered"] = .integer(Int64(state.answered))
        object["commands_failed"] = .integer(Int64(state.failed))
        object["deny_list_loaded"] = .bool(store.denied.list.isLoaded)
        object["deny_list_lines"] = .integer(Int64(store.denied.list.count))
        return object
    }
}
