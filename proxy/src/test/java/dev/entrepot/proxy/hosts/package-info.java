/** What is written for containerd, and whether it is read here as containerd reads it. */
@NullMarked
package dev.entrepot.proxy.hosts;

import org.jspecify.annotations.NullMarked;
