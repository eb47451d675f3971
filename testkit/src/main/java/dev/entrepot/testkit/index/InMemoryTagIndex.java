package dev.entrepot.testkit.index;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.TagEntry;
import dev.entrepot.core.index.TagIndex;
import dev.entrepot.core.oci.Reference;
import java.util.Optional;
import java.util.function.Consumer;

record InMemoryTagIndex(FaultyTable<Reference.ByTag, TagEntry> table, Consumer<String> journal) implements TagIndex {

    @Override
    public Optional<TagEntry> ready(Reference.ByTag tag) {
        return table.ready(tag);
    }

    @Override
    public Lookup<TagEntry> find(Reference.ByTag tag) {
        journal.accept("tags.find " + tag);
        return table.find(tag);
    }

    @Override
    public void put(Reference.ByTag tag, TagEntry entry) {
        journal.accept("tags.put " + tag);
        table.merge(tag, entry, (known, given) -> given);
    }

    @Override
    public void remove(Reference.ByTag tag) {
        journal.accept("tags.remove " + tag);
        table.remove(tag);
    }
}
