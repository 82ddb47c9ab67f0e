#include "core/worker/held.hpp"

#include <algorithm>
#include <utility>

namespace megactl::worker {

void Held::add(std::span<const broker::Delivery> deliveries) {
    const std::lock_guard lock(mutex_);
    for (const broker::Delivery& delivery : deliveries)
        entries_.insert_or_assign(delivery.tag, Entry{.delivery = delivery, .number = received_++});
}

bool Held::begin(const std::string& tag) {
    const std::lock_guard lock(mutex_);
    const auto found = entries_.find(tag);
    if (found == entries_.end()) return false;
    if (!found->second.is_ours) {
        entries_.erase(found);
        return false;
    }
    if (!std::exchange(found->second.has_begun, true)) ++begun_;
    return true;
}

void Held::acknowledged(std::span<const std::string> tags) {
    lose(tags);
}

void Held::lose(std::span<const std::string> tags) {
    const std::lock_guard lock(mutex_);
    for (const std::string& tag : tags) {
        const auto found = entries_.find(tag);
        if (found != entries_.end()) found->second.is_ours = false;
    }
}

void Held::settled(std::span<const std::string> tags) {
    const std::lock_guard lock(mutex_);
    for (const std::string& tag : tags) {
        const auto found = entries_.find(tag);
        if (found == entries_.end()) continue;
        if (found->second.has_begun) --begun_;
        entries_.erase(found);
    }
}

std::optional<broker::Delivery> Held::find(const std::string& tag) const {
    const std::lock_guard lock(mutex_);
    const auto found = entries_.find(tag);
    if (found == entries_.end()) return std::nullopt;
    return found->second.delivery;
}

std::vector<std::string> Held::tags() const {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> tags;
    for (const auto& [tag, entry] : entries_) {
        if (entry.is_ours) tags.push_back(tag);
    }
    return tags;
}

std::size_t Held::begun() const {
    const std::lock_guard lock(mutex_);
    return begun_;
}

std::vector<broker::Delivery> Held::all() const {
    return ours(true);
}

std::vector<broker::Delivery> Held::waiting() const {
    return ours(false);
}

std::vector<broker::Delivery> Held::ours(bool with_begun) const {
    std::vector<const Entry*> chosen;
    std::vector<broker::Delivery> deliveries;
    const std::lock_guard lock(mutex_);
    for (const auto& [tag, entry] : entries_) {
        if (entry.is_ours && (with_begun || !entry.has_begun)) chosen.push_back(&entry);
    }
    std::ranges::sort(chosen, {}, &Entry::number);
    deliveries.reserve(chosen.size());
    for (const Entry* entry : chosen)
        deliveries.push_back(entry->delivery);
    return deliveries;
}

}  // namespace megactl::worker
