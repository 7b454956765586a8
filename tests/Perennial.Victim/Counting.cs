using System.Globalization;
using Perennial.Kernel.Data;
using Perennial.Kernel.Ids;
using Perennial.Kernel.Jobs;

namespace Perennial.Victim;

/// <summary>A job that writes the numbers 1 to its argument, ten a unit; the table refuses a number a second time.</summary>
public static class Counting
{
    /// <summary>Name of the kind.</summary>
    public const string Kind = "test.count";

    private const int AtOnce = 10;

    /// <summary>Signs of life that a test can wait for.</summary>
    public static LeaseTimes Times { get; } = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(2));

    /// <summary>The kind; <paramref name="said"/> hears the last number of each unit that is durable.</summary>
    public static JobKind New(Db db, Action<long> said) => new(Kind, async (run, cancellation) =>
    {
        var total = long.Parse(run.Argument, CultureInfo.InvariantCulture);
        var done = run.Checkpoint is { } checkpoint ? long.Parse(checkpoint, CultureInfo.InvariantCulture) : 0;
        while (done < total)
        {
            var (first, last) = (done + 1, Math.Min(total, done + AtOnce));
            await db.WriteAsync(async unit =>
            {
                for (var number = first; number <= last; number++)
                {
                    await unit.ExecuteAsync("insert into numbers (number) values (@number)", new { number });
                }

                await unit.ExecuteAsync("update totals set total = total + @added where id = 1", new { added = last - first + 1 });
                await run.SaveAsync(unit, last.ToString(CultureInfo.InvariantCulture), last, total);
            }, cancellation);
            done = last;
            said(done);
        }
    });

    /// <summary>Runs jobs until the process is killed.</summary>
    public static async Task RunAsync(string setting)
    {
        await using var db = await Db.OpenAsync(setting, CancellationToken.None);
        await using var output = Console.OpenStandardOutput();
        var kind = New(db, number =>
        {
            output.Write(System.Text.Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture) + "\n"));
            output.Flush();
        });
        var node = new IdSource(TimeProvider.System).New().ToString();
        await using var runner = new JobRunner(db, [kind], TimeProvider.System,
            new JobRunnerOptions(node) { Times = Times, LookEvery = TimeSpan.FromMilliseconds(100) });
        await runner.RunAsync(CancellationToken.None);
    }
}
