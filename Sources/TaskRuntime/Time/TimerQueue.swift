/// Elements by the time at which they are due; those of the same time in the order they came in. A binary heap.
public struct TimerQueue<Element> {
  @usableFromInline
  struct Entry {
    @usableFromInline let time: Int
    @usableFromInline let order: UInt64
    @usableFromInline let element: Element

    @inlinable init(time: Int, order: UInt64, element: Element) {
      self.time = time
      self.order = order
      self.element = element
    }

    @inlinable func isBefore(_ other: Entry) -> Bool {
      time != other.time ? time < other.time : order < other.order
    }
  }

  @usableFromInline var entries: [Entry] = []
  @usableFromInline var order: UInt64 = 0

  /// A queue without elements.
  @inlinable public init() {}

  /// The number of elements.
  @inlinable public var count: Int { entries.count }

  /// The number of elements that there is memory for.
  @inlinable var capacity: Int { entries.capacity }

  /// When the first element is due; `Int.max` where there is none.
  @inlinable public var nextTime: Int { entries.first?.time ?? .max }

  /// Adds an element.
  @inlinable public mutating func insert(_ element: Element, at time: Int) {
    order &+= 1
    entries.append(Entry(time: time, order: order, element: element))
    rise(entries.count - 1)
  }

  /// Takes out the first element if it is due at `time` or before.
  @inlinable public mutating func popDue(at time: Int) -> (time: Int, element: Element)? {
    guard let first = entries.first, first.time <= time else { return nil }
    entries.swapAt(0, entries.count - 1)
    entries.removeLast()
    sink(0)
    return (first.time, first.element)
  }

  /// Takes out all elements.
  @inlinable public mutating func removeAll() { entries = [] }

  @inlinable mutating func rise(_ start: Int) {
    var index = start
    while index > 0, entries[index].isBefore(entries[(index - 1) / 2]) {
      entries.swapAt(index, (index - 1) / 2)
      index = (index - 1) / 2
    }
  }

  @inlinable mutating func sink(_ start: Int) {
    var index = start
    while true {
      var first = index
      for child in [2 * index + 1, 2 * index + 2] where child < entries.count && entries[child].isBefore(entries[first])
      {
        first = child
      }
      if first == index { return }
      entries.swapAt(index, first)
      index = first
    }
  }
}
