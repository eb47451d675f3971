package dev.entrepot.index.record;

/** The stored form of one kind of record. Thread-safe. */
public interface RecordCodec<K, V> {

    byte[] key(K key);

    /** @throws RecordFormatException for bytes that are no such key */
    K keyOf(byte[] key) throws RecordFormatException;

    byte[] encode(V value);

    /** @throws RecordFormatException for a version from the future, and for bytes that are no such record */
    V decode(byte[] stored) throws RecordFormatException;
}
