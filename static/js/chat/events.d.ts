// The events that the page and the server exchange over Socket.IO, with their fields. docs/chat.md explains them.

import type { Info } from '../phase.js';
import type { Mute } from './mutes.js';
import type { Person } from './people.js';
import type { Command } from './suggest.js';

/** `resume` takes the name up again after a lost connection. */
type Own = Person & { muted: boolean; resume: string };
/** `users` is missing in large rooms. */
type Passage = Person & { count: number; users?: Person[] };
type Kept = Person & { id: number; time: number };
/** `rule` is for those who moderate alone. */
type Held = Person & { id: number; time: number; message: string; action: boolean; rule?: string };
/** `wait`: seconds until it is worth trying again. */
type Appeal = { text: string; time: number; declined: boolean };
type OwnSanction = { id: string; kind: 'mute' | 'ban' | 'kick'; scope: 'stream' | 'site'; until: number | null; reason: string; appeal: Appeal | null; msg: string };
type Refusal = { msg: string; code: string; wait?: number };

export interface ServerEvents {
  'login key required': { username: string };
  'login success': Own;
  'connected': Passage;
  'disconnected': Passage;
  'people': { count: number };
  'rename': { oldname: string; newname: string; type: Person['type']; color: string; badges?: string[]; account?: boolean; users?: Person[] };
  'recolor': Person;
  'role': Person;
  'return color': { color: string };
  'message received': Kept & { message: string; reply?: number };
  'action received': Kept & { message: string; reply?: number };
  'drawing received': Kept & { src: string };
  'server': { msg: string; code?: string; id?: number; time?: number; username?: string; type?: Person['type']; color?: string; badges?: string[]; account?: boolean };
  'userlist': { users: Person[]; count: number };
  'history': History;
  'stream': Info & { now: number };
  'status': Own;
  'commands': { commands: Command[] };
  'message deleted': { id: number };
  'chat cleared': { id: number };
  'length': { length: number };
  'slow': { seconds: number };
  'titles': { titles: Record<string, string> };
  'pin': Pin;
  'unpin': { id: string };
  'poll': Poll;
  'poll votes': { id: string; votes: number[] };
  'mutes': { mutes: Mute[] };
  'mute': Mute;
  'unmute': { id: string };
  'ban': Mute;
  'unban': { id: string };
  'sanction': OwnSanction;
  'sanction ended': { id: string; kind: 'mute' | 'ban' | 'kick' };
  'rules': { links: string; capitals: number; repetition: number; emoji_only: boolean; newcomers: number; accounts_only: boolean; slow_newcomers: number; lockdown: boolean; known_for?: number };
  'message held': Held;
  'held messages': { messages: Held[] };
  'message decided': { id: number; approved: boolean };
  'report': { id: number; username: string; by: string; reason: string; count: number };
  'reports': { count: number };
  'first messages': { ids: number[] };
  'change theme': { theme: string };
  'add emote': { key: string; uri: string };
  'remove emote': { key: string };
  'password set': { password: string };
  'password activated': { username: string };
  'password deactivated': { username: string; msg: string };
  'account': { accounts: 'optional' | 'required'; username?: string };
  'server restarting': {};
  'error': Refusal;
  'warning': Refusal;
}

/** The events that the history may hold. */
export type Kind = 'message received' | 'action received' | 'drawing received' | 'server';

export interface History {
  messages: { [E in Kind]: { event: E; id: number; time: number } & ServerEvents[E] }[Kind][];
  resumed: boolean;
  lost_after?: number;
  deleted: number[];
  emotes: Record<string, string>;
  slow: number;
  length: number;
  count: number;
  titles?: Record<string, string>;
  pin?: Pin;
  poll?: Poll;
}

/** `message`: the id of the message that is pinned, with its author; a text has none. */
export interface Pin {
  id: string;
  text: string;
  time: number;
  until?: number;
  message?: number;
  username?: string;
  type?: Person['type'];
  color?: string;
  badges?: string[];
  account?: boolean;
}

/** `ended` is missing while one can vote. */
export interface Poll {
  id: string;
  question: string;
  choices: string[];
  votes: number[];
  time: number;
  until?: number;
  ended?: number;
}

export interface ClientEvents {
  'presence': { streamer: string; chat?: boolean; watch?: boolean; last?: number };
  'login': { username: string; streamer: string; color: string; key?: string; resume?: string; token?: string };
  'logout': {};
  'message': { message: string; reply?: number };
  'drawing': { src: string };
  'appeal': { message: string; streamer?: string; username?: string };
  'operation': { id: string; parameters?: Record<string, unknown> };
  'get color': {};
  'commands': {};
  'status': {};
}
