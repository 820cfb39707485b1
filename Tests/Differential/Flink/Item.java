package dev.drey.differential;

import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;

/** An element of a source: a record, or word of how far time has come. */
public final class Item {
    public String key = "";
    public long value;
    /** The record's place, unlike that of any other record of the job. */
    public long seq;
    public long time;
    /** {@code r}: a record, {@code w}: a watermark of {@link #time}, {@code i}: idle. */
    public String kind = "r";

    public Item() {}

    Item(JsonNode element, long seq) {
        this.seq = seq;
        if (element.has("r")) {
            JsonNode fields = element.get("r");
            key = fields.get(0).asText();
            value = fields.get(1).asLong();
            time = fields.get(2).asLong();
        } else if (element.has("w")) {
            kind = "w";
            time = element.get("w").asLong();
        } else {
            kind = "i";
        }
    }

    /** Says nothing. */
    static Item none() {
        Item none = new Item();
        none.kind = "n";
        return none;
    }

    Item with(long value) {
        Item copy = new Item();
        copy.key = key;
        copy.value = value;
        copy.seq = seq;
        copy.time = time;
        return copy;
    }
}
