#pragma once

#include "core/base/source.hpp"

#include <memory>
#include <string>
#include <vector>

namespace megactl::templates {

class Rendering;

// A piece of a template that writes itself. Immutable once parsed.
class Node {
public:
    Node() = default;
    Node(const Node&) = delete;
    Node& operator=(const Node&) = delete;
    virtual ~Node() = default;

    // Appends to `out`.
    virtual void render(Rendering& rendering, std::string& out) const = 0;
};

// Pieces that follow one another.
class Body {
public:
    void add(std::unique_ptr<Node> node) { nodes_.push_back(std::move(node)); }
    void render(Rendering& rendering, std::string& out) const;

private:
    std::vector<std::unique_ptr<Node>> nodes_;
};

// `{% block name %}`
class BlockNode final : public Node {
public:
    explicit BlockNode(std::string name) : name_(std::move(name)) {}

    const std::string& name() const { return name_; }
    Body& body() { return body_; }
    const Body& body() const { return body_; }
    void render(Rendering& rendering, std::string& out) const override;

private:
    std::string name_;
    Body body_;
};

// A template as it was read.
struct Template {
    Body body;
    std::vector<const BlockNode*> blocks;  // all of them, also within each other
    bool extends = false;                  // begins with `{% extends %}`
    std::vector<Location> references;      // the names, in quotes, of what it extends and includes
};

}  // namespace megactl::templates
