#include "core/project/shell_branches.hpp"

#include <algorithm>
#include <utility>

namespace megactl::project {

Execution ShellBranches::execution() const {
    Execution linked = Execution::certain;
    if (list_.link == Link::both) {
        if (list_.status == ShellStatus::failure) linked = Execution::never;
        if (list_.status == ShellStatus::open) linked = Execution::possible;
    } else if (list_.link == Link::either && list_.status != ShellStatus::failure) {
        linked = list_.status == ShellStatus::success ? Execution::never : Execution::possible;
    }
    return std::min({reached_, allowed_, linked});
}

void ShellBranches::end_command(ShellStatus status) {
    list_.last = std::exchange(negates_, false) ? negated(status) : status;
    list_.has_last = true;
}

void ShellBranches::leave() {
    const Execution now = execution();
    if (now == Execution::never) return;
    // A loop may have nothing to run over.
    const bool is_certain = now == Execution::certain && !is_repeated();
    allowed_ = std::min(allowed_, is_certain ? Execution::never : Execution::possible);
}

void ShellBranches::take_and() {
    fold();
    list_.link = Link::both;
}

void ShellBranches::take_or() {
    fold();
    list_.link = Link::either;
}

void ShellBranches::end_list() {
    if (!list_.has_last) return;  // the end of a line behind `&&`
    fold();
    list_.link = Link::none;
}

void ShellBranches::fold() {
    if (!list_.has_last) return;
    const ShellStatus before = list_.status;
    const ShellStatus last = list_.last;
    list_.has_last = false;
    if (list_.link == Link::none) {
        list_.status = last;
    } else if (list_.link == Link::both) {
        if (before == ShellStatus::success || before == ShellStatus::assumed || last == ShellStatus::failure)
            list_.status = before == ShellStatus::failure ? before : last;
    } else {
        if (before != ShellStatus::success && last != ShellStatus::failure) list_.status = last;
    }
}

void ShellBranches::open(Block block) {
    const bool is_function = std::exchange(expects_function_, false);
    const bool is_repeated = is_function || block == Block::loop || block == Block::until;
    const Execution now = execution();
    frames_.push_back(
        {block, list_, reached_, allowed_, now, std::exchange(negates_, false), is_repeated, is_function});
    if (is_repeated) ++repeated_;
    if (block == Block::subshell) ++subshells_;
    reached_ = now;
    list_ = {};
}

void ShellBranches::take_branch() {
    if (frames_.empty()) return;
    const ShellStatus last = std::exchange(list_, {}).status;
    take_branch(frames_.back().block == Block::until ? negated(last) : last);
}

void ShellBranches::take_branch(ShellStatus condition) {
    if (frames_.empty()) return;
    Execution& rest = frames_.back().rest;
    list_ = {};
    switch (condition) {
        case ShellStatus::success: reached_ = std::exchange(rest, Execution::never); break;
        case ShellStatus::failure: reached_ = Execution::never; break;
        case ShellStatus::open:
        case ShellStatus::assumed: reached_ = rest = std::min(rest, Execution::possible); break;
    }
}

void ShellBranches::take_rest() {
    if (frames_.empty()) return;
    reached_ = frames_.back().rest;
    list_ = {};
}

void ShellBranches::close() {
    if (frames_.empty()) return;
    end_list();
    const Frame frame = frames_.back();
    frames_.pop_back();
    const bool is_group = frame.block == Block::group || frame.block == Block::subshell;
    const ShellStatus status = is_group && !frame.is_function ? list_.status : ShellStatus::assumed;
    if (frame.is_repeated) --repeated_;
    if (frame.block == Block::subshell) --subshells_;
    if (frame.is_function || frame.block == Block::subshell) allowed_ = frame.allowed_outside;
    reached_ = frame.reached_outside;
    list_ = frame.outside;
    negates_ = frame.is_negated;
    end_command(status);
}

}  // namespace megactl::project
