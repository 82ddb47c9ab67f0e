#pragma once

#include "core/celery/followers.hpp"

#include <string>
#include <utility>
#include <vector>

namespace megactl::celery {

// Makes messages of signatures, on behalf of one task. Only of those without an obstacle.
class Application {
public:
    Application(std::string root_id, std::string parent_id, std::string origin, const Sending& sending)
        : root_id_(std::move(root_id)),
          parent_id_(std::move(parent_id)),
          origin_(std::move(origin)),
          sending_(sending) {}

    // The tuples by which results name what was applied: of what is sent at once, and of what it comes to in the end.
    struct Applied {
        std::string first{};
        std::string last{};
    };
    // With `argument`, JSON text, ahead of its own unless it takes none, and with `more` instead of its own options.
    Applied apply(const Signature& signature, const std::string& argument, const Options& more = {});
    // Side by side, as one group.
    Applied apply_together(const std::vector<Signature>& signatures, const std::string& argument);

    std::vector<Call> take_calls() { return std::move(calls_); }
    // Of the chords among them.
    std::vector<ChordSize> take_chords() { return std::move(chords_); }

private:
    Applied apply_task(const Signature& task, const std::string& argument, const Options& more);
    Applied apply_chain(const Signature& chain, const std::string& argument, const Options& more);
    Applied apply_group(const Signature& group, const std::string& argument, const Options& more);
    Applied apply_chord(const Signature& chord, const std::string& argument, const Options& more);
    std::string id_or_new(const std::string& id) const { return id.empty() ? sending_.new_id() : id; }

    std::string root_id_;
    std::string parent_id_;
    std::string origin_;
    const Sending& sending_;
    std::vector<Call> calls_;
    std::vector<ChordSize> chords_;
};

}  // namespace megactl::celery
