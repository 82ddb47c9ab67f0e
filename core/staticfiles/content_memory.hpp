#pragma once

#include "core/staticfiles/content_file.hpp"
#include "core/staticfiles/content_hash.hpp"
#include "core/staticfiles/file_state.hpp"
#include "core/staticfiles/memory_table.hpp"

#include <chrono>
#include <compare>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string_view>

namespace megactl::staticfiles {

// What earlier runs found out about files and contents, so that an unchanged file is not read again, and what was not
// worth packing is not tried again.
//
// It only ever saves work: a file counts as unchanged when the kernel's own times say so, what else is remembered hangs
// on a content's hash, and a memory that is torn, another version's or somebody else's is empty. Safe from every
// thread, but for save().
class ContentMemory {
public:
    // A question about a content, whose answer depends on nothing but the content.
    using Question = std::uint64_t;
    static Question question(std::string_view text);

    // Remembers nothing, and keeps nothing.
    ContentMemory() = default;
    // Reads what `file` holds. Of a file that was changed less than `trusted_after` ago nothing is kept: the next
    // change may leave it with the same times, which file systems count in steps of up to two seconds.
    explicit ContentMemory(std::filesystem::path file,
                           std::chrono::nanoseconds trusted_after = std::chrono::seconds(2));

    std::optional<Digest> digest_of(const FileState& state) { return digests_.find(state); }
    void keep_digest(const std::optional<FileState>& state, const Digest& digest);

    std::optional<std::uint64_t> answer(const Digest& content, Question question) {
        return answers_.find({content, question});
    }
    void keep_answer(const Digest& content, Question question, std::uint64_t answer) {
        if (!file_.empty()) answers_.add({content, question}, answer);
    }

    // Writes what this run found, should there be anything new. A memory that can't be written is none, and no error.
    void save() const;

private:
    struct ContentQuestion {
        Digest content;
        Question question;
        auto operator<=>(const ContentQuestion&) const = default;
    };
    using Digests = MemoryTable<FileState, Digest>;
    using Answers = MemoryTable<ContentQuestion, std::uint64_t>;

    std::filesystem::path file_;
    std::chrono::nanoseconds trusted_after_{};
    Digests digests_;
    Answers answers_;
};

// The digest of a file in a known state: remembered, or else read and kept. Throws Error{input}, calling it `name`, and
// Stopped after a stop.
Digest known_digest(const std::filesystem::path& file, std::string_view name, const FileState& state,
                    ContentMemory& memory, const std::stop_token& stop = {});

}  // namespace megactl::staticfiles
