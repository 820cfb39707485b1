import DreyModel
import FoundationEssentials
import Synchronization
import Testing

@testable import TaskRuntime

/// Tests the values found in closures: equal values compare equal, others do not, and nothing that only looks different counts.
@Suite struct CapturedValueTests {
  typealias Function = @Sendable (Int) -> Int

  private static func captured(_ function: @escaping Function) -> CapturedValues? {
    CaptureReader(application: Settings.self).captured(by: function)
  }

  @inline(never) private static func opaque<Value>(_ value: Value) -> Value { value }

  struct Settings: Sendable {
    var limit: Int
    var name: String
    var adjust: @Sendable (Int) -> Int
  }

  final class Object: Sendable {
    let id: String
    let lock = Mutex(["a": 1])
    init(_ id: String) { self.id = id }
  }

  class Changing: @unchecked Sendable {
    var count: Int
    weak var other: Changing?
    init(_ count: Int) { self.count = count }
  }

  indirect enum Tree: Sendable { case leaf(Int), pair(Tree, Tree), function(@Sendable (Int) -> Int), empty }

  struct Pointers: @unchecked Sendable {
    let memory = UnsafeMutableRawPointer.allocate(byteCount: 8, alignment: 8)
    let kind = ObjectIdentifier(Object.self)
    let number = 4
  }

  /// Closures that differ in what they capture, made from one value each.
  private static let kinds: [(name: String, make: @Sendable (Int) -> Function)] = [
    ("a number", { value in { $0 &+ value } }),
    (
      "text",
      { value in
        let text = opaque("text-\(value)"); return { $0 &+ text.utf8.count }
      }
    ),
    (
      "an array",
      { value in
        let array = opaque([1, value]); return { $0 &+ array.count }
      }
    ),
    (
      "a set",
      { value in
        let set = opaque(Set([1, 2, value])); return { $0 &+ set.count }
      }
    ),
    (
      "a dictionary",
      { value in
        let table = opaque(["a": 1, "b": 2, "c": value]); return { $0 &+ (table["a"] ?? 0) }
      }
    ),
    (
      "an optional",
      { value in
        let maybe = opaque(Optional(value)); return { $0 &+ (maybe ?? 0) }
      }
    ),
    (
      "something of any type",
      { value in
        let any: any Sendable = opaque(value); return { $0 &+ (any as? Int ?? 0) }
      }
    ),
    (
      "a struct with a function",
      { value in
        let settings = Settings(limit: 1, name: "n", adjust: { $0 &+ value })
        return { settings.adjust($0) &+ settings.limit }
      }
    ),
    (
      "an object",
      { value in
        let object = Object("\(value)"); return { $0 &+ object.id.utf8.count }
      }
    ),
    (
      "an enum",
      { value in
        let tree = opaque(Tree.pair(.leaf(1), .leaf(value))); return { count(tree) &+ $0 }
      }
    ),
    (
      "a function in an enum",
      { value in
        let tree = Tree.function { $0 &+ value }; return { count(tree) &+ $0 }
      }
    ),
    (
      "a UUID",
      { value in
        let id = uuid(value); return { $0 &+ id.uuidString.utf8.count }
      }
    ),
    (
      "a date",
      { value in
        let date = Date(timeIntervalSince1970: Double(value) / 1000); return { $0 &+ Int(date.timeIntervalSince1970) }
      }
    ),
    (
      "bytes",
      { value in
        let data = Data([1, 2, UInt8(truncatingIfNeeded: value)]); return { $0 &+ data.count }
      }
    ),
    (
      "a closure in a closure",
      { value in
        let inner: Function = { $0 &+ value }; return { inner($0) &+ 1 }
      }
    ),
    ("a generic function's value", { value in generic(value) }),
    ("a generic type's values", { value in Box(value: [value], table: ["a": [value]]).function("x") }),
    (
      "an instant",
      { value in
        let start = ContinuousClock.now + .seconds(value); return { $0 &+ Int(start.duration(to: .now) / .seconds(1)) }
      }
    ),
    (
      "a variable",
      { value in
        let changing = Variable(value); return changing.function
      }
    ),
    (
      "many things",
      { value in
        let (text, array, object) = (opaque("t"), opaque([value]), Object("o"))
        return { $0 &+ text.utf8.count &+ array.count &+ object.id.utf8.count }
      }
    ),
  ]

  private static func count(_ tree: Tree) -> Int { if case .empty = tree { 0 } else { 1 } }

  private static func uuid(_ value: Int) -> UUID {
    let byte = UInt8(truncatingIfNeeded: value)
    return UUID(uuid: (byte, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15))
  }

  @inline(never) private static func generic<Value: Sendable & Hashable>(_ value: Value) -> Function {
    let table = [value: [value]]
    return { $0 &+ (table[value]?.count ?? 0) }
  }

  struct Box<Value: Sendable>: Sendable {
    let value: Value
    let table: [String: Value]

    @inline(never) func function<Other: Sendable>(_ other: Other) -> Function {
      { $0 &+ table.count &+ (other is String ? 1 : 0) }
    }
  }

  /// A closure that shares a variable with others.
  struct Variable: @unchecked Sendable {
    let function: Function

    init(_ start: Int) {
      nonisolated(unsafe) var value = start
      nonisolated(unsafe) var text = "\(start)"
      function = { number in
        text += ""
        value += 0
        return number &+ value &+ text.utf8.count
      }
      value += 1
      text += "!"
    }
  }

  @Test(arguments: kinds.indices) func whatIsCapturedIsCompared(kind: Int) {
    let (name, make) = Self.kinds[kind]
    let (one, same, other) = (Self.captured(make(5)), Self.captured(make(5)), Self.captured(make(6)))
    #expect(one != nil && one?.digest != other?.digest, "\(name): \(one?.shown ?? [])")
    // Time goes on.
    if name != "an instant" { #expect(one == same, "\(name)") }
  }

  @Test func whatOnlyLooksDifferentIsLeftOut() {
    let (one, two) = (Pointers(), Pointers())
    #expect(Self.captured { $0 &+ one.number &+ Int(bitPattern: one.memory) } != nil)
    #expect(
      Self.captured { $0 &+ one.number &+ Int(bitPattern: one.memory) }
        == Self.captured { $0 &+ two.number &+ Int(bitPattern: two.memory) })
    let actor = Holder()
    let captured = Self.captured { number in
      _ = actor
      return number
    }
    #expect(captured == nil)
  }

  private actor Holder { var count = Int.random(in: 0...(.max)) }

  @Test func referencesThatDoNotHoldAreNotFollowed() {
    let object = Changing(1)
    object.other = object
    let number = Self.opaque(3)
    let weak = Self.captured { [weak object] in $0 &+ (object?.count ?? 0) &+ number }
    let unowned = Self.captured { [unowned object] in $0 &+ object.count &+ number }
    #expect(weak?.shown == ["Int '3'"] && unowned?.shown == ["Int '3'"])
    #expect(Self.captured { $0 &+ object.count }?.shown == ["count: Int '1'"])
  }

  @Test func whatALockGuardsIsNotRead() {
    let guarded = Guarded(1)
    #expect(Self.captured { $0 &+ guarded.count }?.shown == ["name: String 'g'"])
  }

  private final class Guarded: @unchecked Sendable {
    let name = "g"
    let lock = Mutex(())
    var count: Int
    init(_ count: Int) { self.count = count }
  }

  @Test func circlesHaveAnEnd() {
    final class Ring: @unchecked Sendable {
      var next: Ring?
      let id: Int
      init(_ id: Int) { self.id = id }
    }
    let ring = Ring(7)
    ring.next = ring
    #expect(Self.captured { $0 &+ ring.id }?.shown == ["id: Int '7'"])
    ring.next = nil
  }

  private static func captured(table: [String: String]) -> CapturedValues? {
    captured { $0 &+ table.count }
  }

  @Test func theOrderOfADictionaryIsNothing() {
    let keys = (0..<200).map { "key \($0)" }
    let one = Dictionary(uniqueKeysWithValues: keys.map { ($0, $0) })
    var two = Dictionary(uniqueKeysWithValues: keys.reversed().map { ($0, $0) })
    two.reserveCapacity(5000)
    #expect(Self.captured(table: one) == Self.captured(table: two))
    two["key 7"] = "other"
    #expect(Self.captured(table: one) != Self.captured(table: two))
  }

  @Test func whatIsLargeIsSampled() {
    let numbers = Array(0..<1_000_000)
    let time = ContinuousClock().measure {
      #expect(Self.captured { $0 &+ numbers.count }?.shown.first == "array of '1000000'")
    }
    #expect(time < .milliseconds(500), "it takes a fraction of that, but the machine may be busy")
  }
}
