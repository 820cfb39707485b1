public import StreamRecords

/// How much of a state a snapshot shows.
public enum SnapshotExtent: Sendable, Equatable {
  /// All of it, in pieces that nothing builds on.
  case whole
  /// All of it; later snapshots may build on it.
  case base
  /// What has changed since the snapshot that was confirmed last; other states than tables show all nevertheless.
  case changes
}

/// A part of a table that snapshots show on its own: the newest snapshot that shows it says all of it.
public struct SnapshotBlock: Sendable, Hashable {
  /// In the length of a piece: the piece is of a block.
  @usableFromInline static var mark: UInt32 { 1 << 31 }
  /// In the place of a number: the piece is of the table as a whole. The newest snapshot has one of each table that there
  /// still is; what earlier ones show of others is nothing any more.
  @usableFromInline static var wholeTable: UInt32 { .max }
  /// More blocks than any table has.
  static let limit: UInt32 = 1 << 28

  /// Which table; unlike any other in any process.
  @usableFromInline let chain: UInt64
  /// Which part of it.
  @usableFromInline let number: UInt32

  /// The block of a table.
  @inlinable init(chain: UInt64, number: UInt32) {
    self.chain = chain
    self.number = number
  }

  /// Whether it is the table as a whole.
  var isTable: Bool { number == Self.wholeTable }

  @inlinable func put(into writer: inout ByteWriter) {
    writer.integer(chain)
    writer.integer(number)
  }

  /// The reader has failed where there is none.
  static func get(from reader: inout ByteReader) -> SnapshotBlock {
    let block = SnapshotBlock(chain: reader.integer(), number: reader.integer())
    if !block.isTable, block.number >= limit { reader.fail() }
    return block
  }
}

/// Which blocks newer snapshots have shown, while those are read from the newest to the oldest; pure.
struct ShownBlocks {
  /// A bit per block, by table.
  private var tables: [UInt64: [UInt64]] = [:]

  /// Whether a piece counts.
  /// - Parameters:
  ///   - block: what it is of; nil: of no block, so that the newest snapshot shows all there is to be shown.
  ///   - isNewest: whether it is of the newest snapshot.
  mutating func show(_ block: SnapshotBlock?, isNewest: Bool) -> Bool {
    guard let block else { return isNewest }
    if isNewest, tables[block.chain] == nil { tables[block.chain] = [] }
    if block.isTable { return isNewest }
    return insert(Int(block.number), tables[block.chain]?.count, block.chain)
  }

  /// - Returns: whether it is new, in a table that there still is.
  private mutating func insert(_ number: Int, _ words: Int?, _ chain: UInt64) -> Bool {
    guard let words else { return false }
    let (word, bit) = (number / 64, UInt64(1) << UInt64(number % 64))
    if word >= words {
      tables[chain]?.append(contentsOf: repeatElement(0, count: max(word + 1, 2 * words) - words))
    }
    guard let known = tables[chain]?[word], known & bit == 0 else { return false }
    tables[chain]?[word] = known | bit
    return true
  }
}
