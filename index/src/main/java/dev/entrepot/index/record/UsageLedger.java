package dev.entrepot.index.record;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.entrepot.core.index.UsageTotals;

/**
 * Sums over all usage records, and how far eviction has come.
 *
 * @param cursor the key of the turn that passed last: none that is due lies before it, and none need be looked for there
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record UsageLedger(UsageTotals totals, byte[] cursor) {

    public static final UsageLedger NEW = new UsageLedger(UsageTotals.NONE, new byte[] {UsageRecords.TURN});

    private static final CborFormat<UsageLedger, Stored> FORMAT =
            new CborFormat<>("usage ledger", 1, Stored.class, Stored::of, Stored::toLedger);

    /** The rank of what went last. */
    public long clock() {
        return cursor.length > 1 ? UsageRecords.rankOf(cursor) : 0;
    }

    public UsageLedger with(UsageTotals changed) {
        return new UsageLedger(changed, cursor);
    }

    public UsageLedger passing(byte[] turnKey) {
        return new UsageLedger(totals, turnKey);
    }

    public byte[] encode() {
        return FORMAT.encode(this);
    }

    public static UsageLedger decode(byte[] stored) throws RecordFormatException {
        return FORMAT.decode(stored);
    }

    @JsonPropertyOrder({"blobs", "bytes", "withoutDedup", "cursor"})
    @SuppressWarnings("ArrayRecordComponent") // never compared: it lives from one line to the next
    record Stored(
            @JsonProperty(value = "blobs", required = true) long blobs,
            @JsonProperty(value = "bytes", required = true) long bytes,

            @JsonProperty(value = "withoutDedup", required = true)
            long withoutDedup,

            @JsonProperty(value = "cursor", required = true) byte[] cursor) {

        static Stored of(UsageLedger ledger) {
            UsageTotals totals = ledger.totals();
            return new Stored(totals.blobs(), totals.bytes(), totals.bytesWithoutDedup(), ledger.cursor());
        }

        UsageLedger toLedger() {
            if (cursor.length == 0 || cursor[0] != UsageRecords.TURN) {
                throw new IllegalArgumentException("a cursor that is none");
            }
            return new UsageLedger(new UsageTotals(blobs, bytes, withoutDedup), cursor);
        }
    }
}
