package dev.entrepot.core.fsck;

/**
 * @param repair whether to set right what is found
 * @param verifyDigests whether to read every blob to its end
 */
public record FsckOptions(boolean repair, boolean verifyDigests) {}
