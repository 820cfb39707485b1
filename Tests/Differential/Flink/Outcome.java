package dev.drey.differential;

/** A result of the operator under test. */
public final class Outcome {
    public String key = "";
    /** The number that a second window adds up. */
    public long number;
    public String text = "";

    public Outcome() {}

    Outcome(String key, long number, String text) {
        this.key = key;
        this.number = number;
        this.text = text;
    }

    static String time(long time) {
        return time == Long.MIN_VALUE ? "min" : time == Long.MAX_VALUE ? "max" : Long.toString(time);
    }
}
