/// Makes the bytes of small class files, as a compiler would.
public struct ClassBuilder {
  public var name: String
  public var superclass: String
  public var hasMain: Bool
  public var javaRelease: Int
  public var references: [String]
  /// Of `main`; public and static.
  public var flags: UInt16

  public init(
    _ name: String, superclass: String = "java/lang/Object", hasMain: Bool = false, javaRelease: Int = 17,
    references: [String] = [], flags: UInt16 = 9
  ) {
    self.name = name
    self.superclass = superclass
    self.hasMain = hasMain
    self.javaRelease = javaRelease
    self.references = references
    self.flags = flags
  }

  public var bytes: [UInt8] {
    var pool = Pool()
    let own = pool.classReference(name)
    let parent = pool.classReference(superclass)
    // A long takes two places in the table; readers that forget this lose their way.
    pool.long(42)
    for reference in references { _ = pool.classReference(reference) }
    let main = (name: pool.text("main"), type: pool.text("([Ljava/lang/String;)V"), code: pool.text("Code"))
    var out: [UInt8] = [0xCA, 0xFE, 0xBA, 0xBE, 0, 0] + big(UInt16(javaRelease + 44))
    out += big(pool.next) + pool.bytes
    out += big(UInt16(0x21)) + big(own) + big(parent)
    out += big(UInt16(0))
    // One field without attributes.
    out += big(UInt16(1)) + big(UInt16(2)) + big(main.code) + big(main.code) + big(UInt16(0))
    out += big(UInt16(hasMain ? 1 : 0))
    if hasMain {
      let body: [UInt8] = [0xB1]
      out += big(flags) + big(main.name) + big(main.type) + big(UInt16(1))
      out += big(main.code) + big(UInt32(body.count)) + body
    }
    return out + big(UInt16(0))
  }

  private struct Pool {
    var bytes: [UInt8] = []
    var next: UInt16 = 1

    mutating func text(_ text: String) -> UInt16 {
      add([1] + big(UInt16(text.utf8.count)) + Array(text.utf8), slots: 1)
    }

    mutating func classReference(_ name: String) -> UInt16 {
      let text = text(name)
      return add([7] + big(text), slots: 1)
    }

    mutating func long(_ value: UInt64) { _ = add([5] + big(value), slots: 2) }

    private mutating func add(_ entry: [UInt8], slots: UInt16) -> UInt16 {
      defer { next += slots }
      bytes += entry
      return next
    }
  }
}

func big<I: FixedWidthInteger>(_ value: I) -> [UInt8] { withUnsafeBytes(of: value.bigEndian) { Array($0) } }
func little<I: FixedWidthInteger>(_ value: I) -> [UInt8] { withUnsafeBytes(of: value.littleEndian) { Array($0) } }
