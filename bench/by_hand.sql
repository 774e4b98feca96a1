-- The fifteen standards of the demo county's plan on 2026-06-30, as an analyst who knows this county would write them.
-- Reads the facts as tables f_<relation>; leaves `subjects` (standard, subject_id, org_id, verdict, value) and
-- `groups` (standard, org_id, n, lo, unknown, pending, exempt, verdict). It knows nothing of other days, plans or rules.

-- ------------------------------------------------------------ what is known, what is in force
CREATE MACRO known(recorded) AS recorded IS NULL OR recorded < TIMESTAMP '2026-07-01';
CREATE MACRO in_force(began, ended) AS began <= DATE '2026-06-30' AND (ended IS NULL OR ended > DATE '2026-06-30');
CREATE MACRO overlap(began, ended, since, until) AS least(coalesce(ended, until), until) - greatest(began, since);

CREATE TEMP TABLE org AS
SELECT o.org_id, o.kind, o.domain, o.level, o.unit_id, o.region, p.parent_id
FROM f_organization AS o
JOIN f_placement AS p ON p.org_id = o.org_id AND in_force(p.since, p.until) AND known(p.recorded_at)
WHERE in_force(o.since, o.until) AND known(o.recorded_at);

CREATE TEMP TABLE branch AS
SELECT o.*, life.began, life.ended
FROM org AS o
JOIN (
    SELECT org_id, min(since) AS began, CASE WHEN count(*) = count(until) THEN max(until) END AS ended
    FROM f_organization WHERE known(recorded_at) GROUP BY org_id
) AS life USING (org_id)
WHERE o.kind IN ('branch', 'joint_branch');

CREATE TEMP TABLE roster AS
SELECT roster, subject_kind, subject_id, category, since, until FROM f_roster_entry
WHERE known(recorded_at) AND roster IN ('keeps', 'suspension', 'exempt', 'exception');

CREATE TEMP TABLE freed AS
SELECT subject_kind, subject_id, category FROM roster
WHERE roster IN ('exempt', 'exception') AND in_force(since, until);

-- kept through the whole year 2026: entries of one ledger do not overlap, so their days add up
CREATE TEMP TABLE kept_2026 AS
SELECT subject_id AS org_id, category FROM roster
WHERE roster = 'keeps' AND subject_kind = 'organization' AND since < DATE '2027-01-01' AND (until IS NULL OR until > DATE '2026-01-01')
GROUP BY ALL HAVING sum(overlap(since, until, DATE '2026-01-01', DATE '2027-01-01')) = 365;

-- ------------------------------------------------------------ hours of training
CREATE TEMP TABLE hours AS
SELECT p.person_id, sum(p.hours) AS hours, bool_or(p.hours IS NULL) AS doubtful
FROM f_participation AS p
JOIN f_activity AS a ON a.activity_id = p.activity_id
WHERE a.kind = 'training' AND a.status = 'held' AND p.attended AND known(p.recorded_at) AND known(a.recorded_at)
  AND a.started_at >= TIMESTAMP '2026-01-01' AND a.started_at < TIMESTAMP '2026-07-01'
GROUP BY p.person_id;

CREATE TEMP TABLE learners AS
SELECT CASE o.domain WHEN 'rural' THEN 'rural-member-hours' WHEN 'community' THEN 'community-member-hours' ELSE 'other-member-hours' END AS standard,
       m.person_id, m.org_id,
       CASE o.domain WHEN 'rural' THEN 2400 WHEN 'community' THEN 2800 ELSE 3200 END AS target
FROM f_membership AS m JOIN org AS o USING (org_id)
WHERE m.kind IN ('full', 'probationary') AND in_force(m.since, m.until) AND known(m.recorded_at) AND o.domain IS NOT NULL
UNION ALL
SELECT DISTINCT 'village-secretary-hours', p.person_id, p.org_id, 4000
FROM f_post AS p
JOIN org AS o USING (org_id)
JOIN f_unit AS u ON u.unit_id = p.unit_id AND u.kind = 'village' AND in_force(u.since, u.until) AND known(u.recorded_at)
WHERE p.role = 'secretary' AND in_force(p.since, p.until) AND known(p.recorded_at);

CREATE TEMP TABLE freed_learners AS
SELECT DISTINCT s.standard, f.subject_id AS person_id
FROM freed AS f JOIN (SELECT DISTINCT standard FROM learners) AS s
  ON f.category = 'yunlan-2026/' || s.standard
  OR CASE WHEN s.standard = 'village-secretary-hours' THEN f.category = 'ill'
          ELSE f.category IN ('infirm', 'ill', 'old_age', 'floating_reported_elsewhere') END
WHERE f.subject_kind = 'person';

CREATE TEMP TABLE subjects AS
SELECT l.standard, l.person_id AS subject_id, l.org_id,
       CASE WHEN f.person_id IS NOT NULL THEN 'exempt'
            WHEN coalesce(h.hours, 0) >= l.target THEN 'pass'
            WHEN k.org_id IS NULL OR h.doubtful THEN 'unknown'
            ELSE 'pending' END AS verdict,
       CASE WHEN f.person_id IS NULL THEN coalesce(h.hours, 0) END AS value
FROM learners AS l
LEFT JOIN hours AS h USING (person_id)
LEFT JOIN kept_2026 AS k ON k.org_id = l.org_id AND k.category = 'activity.training'
LEFT JOIN freed_learners AS f ON f.person_id = l.person_id AND f.standard = l.standard;

-- ------------------------------------------------------------ meetings
CREATE TEMP TABLE beat AS
SELECT * FROM (VALUES
    ('members-meeting', 'members_meeting', DATE '2026-01-01', DATE '2026-04-01'), ('members-meeting', 'members_meeting', '2026-04-01', '2026-07-01'),
    ('party-class', 'party_class', '2026-01-01', '2026-04-01'), ('party-class', 'party_class', '2026-04-01', '2026-07-01'),
    ('committee-meeting', 'committee_meeting', '2026-01-01', '2026-02-01'), ('committee-meeting', 'committee_meeting', '2026-02-01', '2026-03-01'),
    ('committee-meeting', 'committee_meeting', '2026-03-01', '2026-04-01'), ('committee-meeting', 'committee_meeting', '2026-04-01', '2026-05-01'),
    ('committee-meeting', 'committee_meeting', '2026-05-01', '2026-06-01'), ('committee-meeting', 'committee_meeting', '2026-06-01', '2026-07-01'),
    ('group-meeting', 'group_meeting', '2026-01-01', '2026-03-01'), ('group-meeting', 'group_meeting', '2026-03-01', '2026-05-01'),
    ('group-meeting', 'group_meeting', '2026-05-01', '2026-07-01')
) AS t(standard, kind, since, until);

CREATE TEMP TABLE held AS
SELECT DISTINCT a.org_id, b.standard, b.since
FROM f_activity AS a JOIN beat AS b ON b.kind = a.kind AND a.started_at >= b.since AND a.started_at < b.until
WHERE a.status = 'held' AND a.started_at >= TIMESTAMP '2026-01-01' AND a.started_at < TIMESTAMP '2026-07-01' AND known(a.recorded_at);

CREATE TEMP TABLE kept AS
SELECT r.subject_id AS org_id, b.standard, b.since
FROM roster AS r JOIN beat AS b ON r.category = 'activity.' || b.kind AND r.since < b.until AND (r.until IS NULL OR r.until > b.since)
WHERE r.roster = 'keeps' AND r.subject_kind = 'organization'
GROUP BY r.subject_id, b.standard, b.since, b.until HAVING sum(overlap(r.since, r.until, b.since, b.until)) = b.until - b.since;

CREATE TEMP TABLE suspended AS
SELECT DISTINCT org_id, standard, since FROM (
    SELECT r.subject_id AS org_id, b.standard, b.since
    FROM roster AS r JOIN beat AS b ON r.since < b.until AND (r.until IS NULL OR r.until > b.since)
    WHERE r.roster = 'suspension' AND r.subject_kind = 'organization'
    GROUP BY r.subject_id, r.category, b.standard, b.since, b.until HAVING sum(overlap(r.since, r.until, b.since, b.until)) = b.until - b.since
);

INSERT INTO subjects
WITH windows AS (
    SELECT b.standard, o.org_id,
           CASE WHEN s.org_id IS NOT NULL OR o.began > b.since OR o.ended < b.until THEN 'free'
                WHEN h.org_id IS NOT NULL THEN 'pass'
                WHEN k.org_id IS NULL THEN 'unknown'
                WHEN b.until > DATE '2026-06-30' THEN 'pending'
                ELSE 'fail' END AS verdict
    FROM branch AS o CROSS JOIN beat AS b
    LEFT JOIN held AS h ON h.org_id = o.org_id AND h.standard = b.standard AND h.since = b.since
    LEFT JOIN kept AS k ON k.org_id = o.org_id AND k.standard = b.standard AND k.since = b.since
    LEFT JOIN suspended AS s ON s.org_id = o.org_id AND s.standard = b.standard AND s.since = b.since
    WHERE b.standard <> 'group-meeting' OR (o.domain IN ('rural', 'community') AND o.level = 'village')
), judged AS (
    SELECT standard, org_id, count(*) FILTER (WHERE verdict = 'pass') AS value,
           CASE WHEN bool_or(verdict = 'fail') THEN 'fail' WHEN bool_or(verdict = 'unknown') THEN 'unknown'
                WHEN bool_or(verdict = 'pending') THEN 'pending' WHEN bool_or(verdict = 'pass') THEN 'pass'
                ELSE 'not_applicable' END AS verdict
    FROM windows GROUP BY ALL
)
SELECT j.standard, j.org_id, j.org_id, CASE WHEN f.subject_id IS NULL THEN j.verdict ELSE 'exempt' END,
       CASE WHEN f.subject_id IS NULL AND j.verdict <> 'not_applicable' THEN j.value END
FROM judged AS j
LEFT JOIN freed AS f ON f.subject_kind = 'organization' AND f.subject_id = j.org_id AND f.category = 'yunlan-2026/' || j.standard;

-- ------------------------------------------------------------ places
CREATE TEMP TABLE place AS
SELECT u.unit_id, u.org_id, u.kind, coalesce(u.region, o.region) AS region, v.venue_id, v.area_m2 AS area
FROM f_unit AS u
JOIN org AS o ON o.org_id = u.org_id
LEFT JOIN f_venue AS v
  ON v.unit_id = u.unit_id AND known(v.recorded_at)
 AND (v.opened_on IS NULL OR v.opened_on <= DATE '2026-06-30') AND (v.closed_on IS NULL OR v.closed_on > DATE '2026-06-30')
 AND v.kind = CASE u.kind WHEN 'village' THEN 'village_activity_place' ELSE 'community_service_place' END
WHERE u.kind IN ('village', 'community') AND in_force(u.since, u.until) AND known(u.recorded_at);

CREATE TEMP TABLE area AS
SELECT unit_id, any_value(org_id) AS org_id, any_value(kind) AS kind, any_value(region) AS region, max(area) AS area,
       bool_or(venue_id IS NOT NULL AND area IS NULL) AS doubtful, max_by(venue_id, coalesce(area, -1)) AS largest
FROM place GROUP BY unit_id;

CREATE TEMP TABLE freed_units AS
SELECT subject_id AS unit_id, category FROM freed WHERE subject_kind = 'unit';

INSERT INTO subjects
WITH bound AS (
    SELECT 'village-area' AS standard, *, CASE WHEN region LIKE '992601103%' OR region LIKE '992601111%' THEN 10000 ELSE 12000 END AS target
    FROM area WHERE kind = 'village'
    UNION ALL SELECT 'community-area', *, 45000 FROM area WHERE kind = 'community'
    UNION ALL SELECT 'big-community-share', *, 80000 FROM area WHERE kind = 'community'
)
SELECT b.standard, b.unit_id, b.org_id,
       CASE WHEN f.unit_id IS NOT NULL THEN 'exempt' WHEN b.area >= b.target THEN 'pass'
            WHEN b.area IS NULL OR b.doubtful THEN 'unknown' ELSE 'fail' END,
       CASE WHEN f.unit_id IS NULL THEN b.area END
FROM bound AS b LEFT JOIN freed_units AS f ON f.unit_id = b.unit_id AND f.category = 'yunlan-2026/' || b.standard;

INSERT INTO subjects
WITH latest AS (
    SELECT subject_id AS venue_id, checklist, item, arg_max(answer, checked_on) AS answer, max(checked_on) AS checked_on
    FROM f_check_answer
    WHERE subject_kind = 'venue' AND checked_on <= DATE '2026-06-30' AND known(recorded_at)
      AND checklist IN ('village_twelve', 'community_eleven')
      AND item <> 'area_over_200'
    GROUP BY ALL
), told AS (
    SELECT venue_id, checklist, count(*) FILTER (WHERE checked_on >= DATE '2025-06-30') AS fresh,
           count(*) FILTER (WHERE checked_on >= DATE '2025-06-30' AND answer = 'yes') AS yes,
           count(*) FILTER (WHERE checked_on >= DATE '2025-06-30' AND answer = 'no') AS no
    FROM latest GROUP BY ALL
), judged AS (
    SELECT CASE a.kind WHEN 'village' THEN 'village-venue' ELSE 'community-venue' END AS standard, a.unit_id, a.org_id,
           CASE WHEN a.largest IS NULL OR t.no > 0 OR (a.kind = 'village' AND a.area <= 20000) THEN 'fail'
                WHEN coalesce(t.fresh, 0) < 11 OR (a.kind = 'village' AND a.area IS NULL) THEN 'unknown'
                WHEN t.yes > 0 OR a.kind = 'village' THEN 'pass' ELSE 'not_applicable' END AS verdict,
           coalesce(t.yes, 0) + CASE WHEN a.kind = 'village' AND a.area > 20000 THEN 1 ELSE 0 END AS value
    FROM area AS a
    LEFT JOIN told AS t
      ON t.venue_id = a.largest AND t.checklist = CASE a.kind WHEN 'village' THEN 'village_twelve' ELSE 'community_eleven' END
)
SELECT j.standard, j.unit_id, j.org_id, CASE WHEN f.unit_id IS NULL THEN j.verdict ELSE 'exempt' END,
       CASE WHEN f.unit_id IS NULL AND j.verdict <> 'not_applicable' THEN j.value END
FROM judged AS j LEFT JOIN freed_units AS f ON f.unit_id = j.unit_id AND f.category = 'yunlan-2026/' || j.standard;

-- ------------------------------------------------------------ money
INSERT INTO subjects
WITH income AS (
    SELECT subject_id AS unit_id, arg_max(value, since) AS value FROM f_observation
    WHERE metric = 'collective_income' AND subject_kind = 'unit' AND known(recorded_at)
      AND since <= DATE '2025-12-31' AND (until IS NULL OR until > DATE '2025-12-31')
      AND (published_on IS NULL OR published_on <= DATE '2026-06-30')
    GROUP BY 1
)
SELECT 'collective-income', a.unit_id, a.org_id,
       CASE WHEN f.unit_id IS NOT NULL THEN 'exempt' WHEN i.value IS NULL THEN 'unknown' WHEN i.value >= 8000000 THEN 'pass' ELSE 'fail' END,
       CASE WHEN f.unit_id IS NULL THEN i.value END
FROM area AS a LEFT JOIN income AS i USING (unit_id)
LEFT JOIN freed_units AS f ON f.unit_id = a.unit_id AND f.category = 'yunlan-2026/collective-income'
WHERE a.kind = 'village';

INSERT INTO subjects
WITH granted AS (
    SELECT fund_id, org_id, unit_id, amount FROM f_fund_entry
    WHERE kind = 'member_activity_fund' AND flow = 'granted' AND year = 2026 AND known(recorded_at)
      AND (dated_on IS NULL OR dated_on <= DATE '2026-06-30')
), mine AS (
    SELECT fund_id, org_id, amount FROM granted WHERE org_id IS NOT NULL
    UNION SELECT g.fund_id, b.org_id, g.amount FROM granted AS g JOIN branch AS b ON b.unit_id = g.unit_id
), paid AS (SELECT org_id, sum(amount) AS amount FROM mine GROUP BY org_id)
SELECT 'member-activity-fund', b.org_id, b.org_id,
       CASE WHEN f.subject_id IS NOT NULL THEN 'exempt' WHEN coalesce(p.amount, 0) >= 200000 THEN 'pass'
            WHEN k.org_id IS NULL THEN 'unknown' ELSE 'pending' END,
       CASE WHEN f.subject_id IS NULL THEN coalesce(p.amount, 0) END
FROM branch AS b
LEFT JOIN paid AS p USING (org_id)
LEFT JOIN kept_2026 AS k ON k.org_id = b.org_id AND k.category = 'fund_entry.member_activity_fund'
LEFT JOIN freed AS f ON f.subject_kind = 'organization' AND f.subject_id = b.org_id AND f.category = 'yunlan-2026/member-activity-fund';

-- ------------------------------------------------------------ groups
CREATE TEMP TABLE up AS
WITH RECURSIVE climb(org_id, above) AS (
    SELECT org_id, org_id FROM org
    UNION ALL SELECT c.org_id, o.parent_id FROM climb AS c JOIN org AS o ON o.org_id = c.above WHERE o.parent_id IS NOT NULL
)
SELECT * FROM climb;

CREATE TEMP TABLE groups AS
WITH own AS (
    SELECT standard, org_id, verdict, count(*) AS heads FROM subjects WHERE standard <> 'village-secretary-hours' GROUP BY ALL
), climbed AS (
    SELECT o.standard, u.above AS org_id, o.verdict, sum(o.heads) AS heads FROM own AS o JOIN up AS u USING (org_id) GROUP BY ALL
    UNION ALL  -- a secretary of two villages is one head, judged by his worse row
    SELECT standard, above, verdict, count(*) FROM (
        SELECT s.standard, u.above, s.subject_id,
               arg_min(s.verdict, list_position(['fail', 'unknown', 'pending', 'pass', 'exempt'], s.verdict)) AS verdict
        FROM subjects AS s JOIN up AS u USING (org_id) WHERE s.standard = 'village-secretary-hours' GROUP BY ALL
    ) GROUP BY ALL
), counted AS (
    SELECT standard, org_id,
           coalesce(sum(heads) FILTER (WHERE verdict NOT IN ('exempt', 'not_applicable')), 0) AS n,
           coalesce(sum(heads) FILTER (WHERE verdict = 'pass'), 0) AS lo,
           coalesce(sum(heads) FILTER (WHERE verdict = 'unknown'), 0) AS unknown,
           coalesce(sum(heads) FILTER (WHERE verdict = 'pending'), 0) AS pending,
           coalesce(sum(heads) FILTER (WHERE verdict = 'exempt'), 0) AS exempt
    FROM climbed GROUP BY ALL
), aimed AS (
    SELECT c.*, CASE WHEN c.standard = 'big-community-share' THEN (3 * c.n + 9) // 10 ELSE c.n END AS target
    FROM counted AS c JOIN org AS o USING (org_id)
    WHERE c.standard <> 'big-community-share' OR o.level = 'county'
)
SELECT standard, org_id, n, lo, unknown, pending, exempt,
       CASE WHEN n = 0 THEN 'not_applicable' WHEN lo >= target THEN 'pass' WHEN lo + unknown + pending < target THEN 'fail'
            WHEN unknown = 0 THEN 'pending' ELSE 'unknown' END AS verdict
FROM aimed;
