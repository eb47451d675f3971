/**
 * How the index writes its records: the bytes of keys and values, and nothing of where they are kept.
 *
 * <p>Starting point: {@link dev.entrepot.index.record.RecordCodec}. A key is bytes that sort, so that all
 * records of a repository are one range. A value is one byte of format version, then a CBOR map with
 * named fields. Fields nobody here knows are skipped, so a field may be added without a new version; a
 * version nobody here knows is a {@link dev.entrepot.index.record.RecordFormatException}, never a guess.
 */
@NullMarked
package dev.entrepot.index.record;

import org.jspecify.annotations.NullMarked;
