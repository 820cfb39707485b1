public import StreamRecords
public import TaskRuntime

/// A list per key; what is read and changed is the current key's.
public struct ListState<Element: StreamCodable> {
  @usableFromInline let box: StateCellBox<ListContents<Element>>
  @usableFromInline let clock: TtlClock?

  @inlinable init(_ box: StateCellBox<ListContents<Element>>, clock: TtlClock?) {
    self.box = box
    self.clock = clock
  }

  /// The current key's elements, in the order in which they were added.
  @inlinable public func get() -> [Element] {
    guard let place = existing() else { return [] }
    if let clock, clock.updatesOnRead {
      place.pointee.change(box.account, clock, touchedFrom: 0) { _ in }
    }
    return place.pointee.elements
  }

  /// Adds an element to the current key's list.
  @inlinable public func add(_ element: Element) { addAll(CollectionOfOne(element)) }

  /// Adds elements to the current key's list.
  @inlinable public func addAll(_ added: some Collection<Element>) {
    guard !added.isEmpty else { return }
    let place = box.cell.pointee.present()
    place.pointee.change(box.account, clock, touchedFrom: place.pointee.elements.count) { elements in
      elements.append(contentsOf: added)
    }
  }

  /// Replaces the current key's list.
  @inlinable public func update(_ elements: [Element]) {
    guard !elements.isEmpty else { return clear() }
    box.cell.pointee.present().pointee.change(box.account, clock, touchedFrom: 0) { $0 = elements }
  }

  /// Forgets the current key's list, so that it takes no memory.
  @inlinable public func clear() {
    guard let place = box.cell.pointee.existing() else { return }
    box.account.giveBack(place.pointee.byteCount)
    box.cell.pointee.clear()
  }

  /// The current key's list without what has expired; nil where nothing is left.
  @inlinable func existing() -> UnsafeMutablePointer<ListContents<Element>>? {
    guard let place = box.cell.pointee.existing() else { return nil }
    guard let clock else { return place }
    let before = place.pointee.byteCount
    let isEmpty = place.pointee.dropExpired(clock, at: clock.now())
    box.account.follow(from: before, to: place.pointee.byteCount)
    if isEmpty { clear() }
    return isEmpty ? nil : place
  }
}
