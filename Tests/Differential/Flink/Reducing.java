package dev.drey.differential;

import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.api.common.functions.ReduceFunction;

/** The functions that records are combined with; the order matters to most. */
final class Reducing {
    private Reducing() {}

    static ReduceFunction<Item> of(String kind) {
        return switch (kind) {
            case "latest" -> (a, b) -> b;
            case "first" -> (a, b) -> a;
            case "add" -> (a, b) -> a.with(a.value + b.value);
            case "mix" -> (a, b) -> b.with((a.value * 31 + b.value) % 1_000_003);
            default -> throw new IllegalArgumentException(kind);
        };
    }

    /** A number, or text that shows the order. */
    public static final class Folded {
        public long number;
        public String text = "";
        public boolean isEmpty = true;
    }

    static final class Fold implements AggregateFunction<Item, Folded, Folded> {
        private final String kind;

        Fold(String kind) {
            this.kind = kind;
        }

        @Override
        public Folded createAccumulator() {
            return new Folded();
        }

        @Override
        public Folded add(Item item, Folded before) {
            Folded one = new Folded();
            one.number = kind.equals("count") ? 1 : item.value;
            one.text = Long.toString(item.seq);
            one.isEmpty = false;
            return merge(before, one);
        }

        @Override
        public Folded getResult(Folded folded) {
            return folded;
        }

        @Override
        public Folded merge(Folded a, Folded b) {
            if (a.isEmpty) return b;
            if (b.isEmpty) return a;
            Folded both = new Folded();
            both.isEmpty = false;
            switch (kind) {
                case "count", "sum" -> both.number = a.number + b.number;
                case "min" -> both.number = Math.min(a.number, b.number);
                case "max" -> both.number = Math.max(a.number, b.number);
                default -> both.text = a.text + "," + b.text;
            }
            return both;
        }
    }
}
