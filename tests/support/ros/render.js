// Reads resources by name from stdin, as a ROS template has them, and puts each through the class of its type in
// @alicloud/ros-cdk-*, constraints on. Writes what the class renders and its attributes, or what it refuses, by name.
"use strict";
const ros = require("@alicloud/ros-cdk-core");

// The constructors read `sseAlgorithm` where the template has `SSEAlgorithm`. Each key gets its other name beside it,
// hidden from Object.keys: what the classes pass on whole, such as charts, keeps its own names.
function twice(value) {
  if (Array.isArray(value)) return value.map(twice);
  if (value === null || typeof value !== "object") return value;
  const copy = {};
  for (const [key, each] of Object.entries(value)) {
    copy[key] = twice(each);
    const name = key.replace(/^[A-Z]+(?=[A-Z][a-z]|$)|^[A-Z]/, (head) => head.toLowerCase());
    if (name !== key) Object.defineProperty(copy, name, { value: copy[key] });
  }
  return copy;
}

function render(id, { Type, Properties }) {
  const [, service, kind] = Type.split("::");
  const Resource = require(`@alicloud/ros-cdk-${service.toLowerCase()}`)[`Ros${kind}`];
  const resource = new Resource(new ros.Stack(new ros.App(), "stack"), id, twice(Properties), true);
  try {
    // The two members are protected in TypeScript; a synthesis would copy the properties, without their other names.
    const properties = resource.renderProperties(resource.rosProperties);
    const attributes = Object.keys(resource).filter((key) => key.startsWith("attr")).map((key) => key.slice("attr".length));
    return { properties, attributes };
  } catch (error) {
    return { refused: error.message };
  }
}

const resources = JSON.parse(require("fs").readFileSync(0, "utf-8"));
const rendered = Object.entries(resources).map(([id, resource]) => [id, render(id, resource)]);
process.stdout.write(JSON.stringify(Object.fromEntries(rendered)));
