using NodaTime;
using Perennial.Customers.Contract;
using Perennial.Customers.Identifiers;
using Perennial.Customers.Merging;
using Perennial.Kernel;
using Perennial.Kernel.Data;

namespace Perennial.Customers.Consent;

/// <summary>Writes consents down, one or thousands, in two trips.</summary>
internal static class RecordConsents
{
    private const int CodeCharsMax = 32;
    private const int ProofCharsMax = 254;

    public static async Task<IReadOnlyList<Result<Guid>>> HandleAsync(
        CustomersParts parts, DbUnit unit, IReadOnlyList<ConsentEntry> entries, Instant now)
    {
        var survivors = await new CustomerAliases().SurvivorsAsync(unit, entries.Select(e => e.Customer).ToHashSet());
        var (known, texts) = await KnownAsync(unit, survivors, entries);
        var heads = await ConsentStore.HeadsAsync(unit, known);
        var answers = new List<Result<Guid>>(entries.Count);
        var rows = new List<ConsentRow>();
        var evidence = new List<ConsentEvidence>();
        foreach (var entry in entries)
        {
            var customer = survivors[entry.Customer];
            var problems = Problems(entry, texts, now);
            if (problems.Count > 0 || !known.Contains(customer))
            {
                answers.Add(problems.Count > 0
                    ? new Refusal(RefusalKind.Invalid, "consent.invalid") { Fields = problems }
                    : Refusals.NotFound);
                continue;
            }

            var (last, hash) = heads.TryGetValue(customer, out var head) ? head : (0, ConsentChain.Start(customer));
            var proof = Evidence(entry, customer, last + 1);
            var row = ConsentChain.Seal(Row(entry, customer, last + 1, proof, parts.Ids.New(), now), hash);
            heads[customer] = (row.Sequence, row.RowHash);
            rows.Add(row);
            evidence.AddRange(proof is null ? [] : [proof]);
            answers.Add(row.Entry);
        }

        await WriteAsync(unit, rows, evidence);
        return answers;
    }

    private static async Task<(HashSet<Guid> Customers, HashSet<Guid> Texts)> KnownAsync(
        DbUnit unit, IReadOnlyDictionary<Guid, Guid> survivors, IReadOnlyList<ConsentEntry> entries)
    {
        var batch = unit.Batch();
        var customers = batch.Lookup("select customer_id from customers where customer_id {{in_keys}}",
            survivors.Values.ToHashSet(), row => row.Id(0));
        var texts = batch.Lookup("select text_id from consent_texts where text_id {{in_keys}}",
            entries.Where(e => e.Text is not null).Select(e => e.Text!.Value).ToHashSet(), row => row.Id(0));
        await batch.RunAsync();
        return ([.. customers], [.. texts]);
    }

    // The end of the chain is written with it; two units that add to one chain meet at the row's key.
    private static async Task WriteAsync(DbUnit unit, List<ConsentRow> rows, List<ConsentEvidence> evidence)
    {
        var batch = unit.Batch();
        List<ConsentRow> ordered = [.. rows.OrderBy(r => r.Customer).ThenBy(r => r.Sequence)];
        batch.Insert(ConsentStore.Rows, ordered);
        batch.Insert(ConsentStore.Evidence, evidence);
        batch.Insert(ConsentStore.Heads, [.. ordered.GroupBy(r => r.Customer).Select(g => g.Last())]);
        await batch.RunAsync();
    }

    private static ConsentRow Row(ConsentEntry entry, Guid customer, long sequence, ConsentEvidence? evidence, Guid id, Instant now) =>
        new(customer, sequence, id, entry.Purpose, entry.Channel, entry.Kind)
        {
            IsClaimed = entry.IsClaimed, Proof = entry.Proof?.Kind ?? ConsentProofKind.None, Happened = Whole(entry.Happened),
            Recorded = Micros.ToInstant(Micros.Of(now)), Confirmed = Whole(entry.Proof?.Confirmed), Source = entry.Source,
            Actor = entry.Actor, Text = entry.Text, ProofHash = evidence is null ? null : ConsentChain.Hash(evidence),
        };

    // What is hashed is what will be read.
    private static Instant? Whole(Instant? time) => time is { } known ? Micros.ToInstant(Micros.Of(known)) : null;

    private static ConsentEvidence? Evidence(ConsentEntry entry, Guid customer, long sequence) =>
        entry.Proof is { } proof && (proof.Ip is not null || proof.Address is not null)
            ? new ConsentEvidence(customer, sequence, ConsentChain.NewSalt(), proof.Ip, proof.Address)
            : null;

    private static List<FieldProblem> Problems(ConsentEntry entry, HashSet<Guid> texts, Instant now)
    {
        var problems = new List<FieldProblem>();
        Check(Refusals.IsCode(entry.Purpose, CodeCharsMax), "purpose", "code.malformed");
        Check(Refusals.IsCode(entry.Channel, CodeCharsMax), "channel", "code.malformed");
        Check(entry.Kind is ConsentKind.Given or ConsentKind.Withdrawn, "kind", "code.malformed");
        Check(Refusals.IsCode(entry.Source), "source", "code.malformed");
        Check(Refusals.IsCode(entry.Actor), "actor", "code.malformed");
        Check(entry.Happened is not null || entry.IsClaimed, "happened", "consent.undated");
        Check(entry.Happened is not { } happened || happened <= now, "happened", "consent.in_future");
        Check(entry.Text is not { } text || texts.Contains(text), "text", "consent.text_unknown");
        Check(!(entry.IsClaimed && (entry.Proof?.Kind ?? 0) != ConsentProofKind.None), "proof", "consent.claim_with_proof");
        Check(entry.Proof is not { Kind: ConsentProofKind.DoubleOptIn, Confirmed: null }, "proof", "consent.proof_missing");
        Check(entry.Proof is null || Enum.IsDefined(entry.Proof.Kind), "proof", "code.malformed");
        Check(IsShort(entry.Proof?.Ip), "proof", "consent.proof_malformed");
        Check(IsShort(entry.Proof?.Address), "proof", "consent.proof_malformed");
        return problems;

        void Check(bool isRight, string field, string code)
        {
            if (!isRight)
            {
                problems.Add(new FieldProblem(field, code));
            }
        }
    }

    private static bool IsShort(string? text) => text is null || text.Length <= ProofCharsMax && CleanText.Is(text);
}
