/** What a path attribute's value, of which its type says nothing to the compiler, turns out to be. */
import type { Aggregator, AsPathSegment, MpNlri, MpReach, MpUnreach, Nlri } from '../message.ts';

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

export const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((each) => typeof each === 'string');

export const isSegments = (value: unknown): value is readonly AsPathSegment[] =>
  Array.isArray(value) && value.every((each) => isObject(each) && 'type' in each && 'asns' in each);

export const isAggregator = (value: unknown): value is Aggregator =>
  isObject(value) && 'as' in value && 'address' in value;

export const isMpReach = (value: unknown): value is MpReach => isObject(value) && 'nextHop' in value && 'nlri' in value;

export const isMpUnreach = (value: unknown): value is MpUnreach =>
  isObject(value) && 'afi' in value && 'withdrawn' in value;

export const isPrefixes = (nlri: readonly MpNlri[]): nlri is readonly Nlri[] =>
  nlri.every((each) => 'prefix' in each && !('rd' in each) && !('labels' in each) && !('kind' in each));
