#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace megactl::redis {

// Why a server refuses, as far as it changes what somebody does next.
enum class Refusal {
    no_authentication,  // NOAUTH: it wants a password and got none
    wrong_password,     // WRONGPASS
    no_permission,      // NOPERM: the user's ACL
    loading,            // LOADING: it still reads its data from disk
    read_only,          // READONLY: a replica
    out_of_memory,      // OOM: maxmemory is reached
    cannot_persist,     // MISCONF: its disk is full or its folder can't be written
    no_script,          // NOSCRIPT: it has not seen this script yet
    wrong_type,         // WRONGTYPE: another kind of value stands under the key
    no_database,        // it has fewer databases than that
    other,
};

// What a server answers to a command.
struct Reply {
    enum class Kind { nil, text, integer, array, error };

    Kind kind = Kind::nil;
    std::string text;  // of an error: its words, the code first
    std::int64_t integer = 0;
    std::vector<Reply> elements;

    bool is_error() const { return kind == Kind::error; }
    // Nil where there is no such element: what a server answers is not ours to trust.
    const Reply& at(std::size_t place) const;
    // Of an integer, or of a text that is one; 0 where it is neither.
    std::int64_t number() const;
    Refusal refusal() const;  // of an error
};

}  // namespace megactl::redis
