public import StreamRecords

/// The state of one pane: an accumulator per key.
@usableFromInline
struct Pane<Key: StreamKey, Accumulator> {
  /// What is to be done with a record of the pane, as far as the watermark has come.
  @usableFromInline
  enum Arrival {
    /// It is added, and that is all.
    case inTime
    /// It is added, and those windows fire again that have fired already.
    case firesAtOnce
    /// All its windows are over, or it is in none.
    case late
  }

  @usableFromInline let span: TimeWindow
  /// When the last of its windows is over for good; the pane is forgotten then.
  @usableFromInline let cleanupTime: Int
  @usableFromInline let arrival: Arrival
  @usableFromInline let table: KeyedTable<Key, Accumulator>

  @usableFromInline init(span: TimeWindow, cleanupTime: Int, arrival: Arrival, table: KeyedTable<Key, Accumulator>) {
    self.span = span
    self.cleanupTime = cleanupTime
    self.arrival = arrival
    self.table = table
  }
}
