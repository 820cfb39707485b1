/// Which connections there are, and who has to leave for a new one. Pure.
struct Roster: Sendable {
  enum Admission: Sendable, Equatable {
    /// - Parameter leaving: the connection that is closed in favour of this one.
    case admitted(leaving: Int?)
    /// All who presented the token are being served.
    case full
  }

  private struct Stranger {
    var id: Int
    var address: String
  }

  private let limits: ConnectionLimits
  private var nextID = 0
  /// Those that have not presented the token, in the order of their arrival.
  private var strangers: [Stranger] = []
  private var strangersOfAddress: [String: Int] = [:]
  /// Those that have and wait for nothing, the one that has done so for longest first.
  private var resting: [Int] = []
  /// Those that have and wait for an answer.
  private var served: Set<Int> = []

  init(_ limits: ConnectionLimits) { self.limits = limits }

  var count: Int { strangers.count + resting.count + served.count }

  /// Takes a connection in, always.
  /// - Returns: its id, and the connection that is closed in favour of it.
  mutating func enter(from address: String) -> (id: Int, leaving: Int?) {
    let leaving = strangers.count < limits.strangers ? nil : mostExpendable
    if let leaving { leave(leaving) }
    nextID += 1
    strangers.append(Stranger(id: nextID, address: address))
    strangersOfAddress[address, default: 0] += 1
    return (nextID, leaving)
  }

  /// The oldest of the address with the most strangers: who floods, meets himself.
  private var mostExpendable: Int? {
    let address = strangersOfAddress.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    return strangers.first { $0.address == address }?.id
  }

  /// A connection has presented the token, and waits for an answer from now on.
  mutating func admit(_ id: Int) -> Admission {
    if served.contains(id) { return .admitted(leaving: nil) }
    if let index = resting.firstIndex(of: id) {
      resting.remove(at: index)
      served.insert(id)
      return .admitted(leaving: nil)
    }
    var leaving: Int?
    if resting.count + served.count >= limits.admitted {
      guard let longest = resting.first else { return .full }
      leaving = longest
      leave(longest)
    }
    removeStranger(id)
    served.insert(id)
    return .admitted(leaving: leaving)
  }

  /// A connection has been answered.
  mutating func rest(_ id: Int) {
    if served.remove(id) != nil { resting.append(id) }
  }

  mutating func leave(_ id: Int) {
    guard served.remove(id) == nil else { return }
    if let index = resting.firstIndex(of: id) { resting.remove(at: index) } else { removeStranger(id) }
  }

  private mutating func removeStranger(_ id: Int) {
    guard let index = strangers.firstIndex(where: { $0.id == id }) else { return }
    let address = strangers.remove(at: index).address
    let left = (strangersOfAddress[address] ?? 1) - 1
    strangersOfAddress[address] = left > 0 ? left : nil
  }
}
