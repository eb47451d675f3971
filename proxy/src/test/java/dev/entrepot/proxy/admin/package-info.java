/** What operators are answered. */
@NullMarked
package dev.entrepot.proxy.admin;

import org.jspecify.annotations.NullMarked;
