using Perennial.Tidy.Planted;

namespace Perennial.Tidy;

public sealed class HabitTests
{
    [Fact]
    public void Code_has_none_of_the_habits_the_house_gave_up() => Habits.Found(Repository.ProductCode).ShouldBeEmpty();

    [Theory]
    [InlineData("    #region Fields", "region")]
    [InlineData("private async void Save() { }", "async void")]
    [InlineData("var n = task.Result;", "blocking wait")]
    [InlineData("var n = Task.Run(() => 1).Result + 1;", "blocking wait")]
    [InlineData("var n = this.Task.Result.Length;", "blocking wait")]
    [InlineData("task.Wait();", "blocking wait")]
    [InlineData("Task.Run(Do).Wait(500);", "blocking wait")]
    [InlineData("// TODO: later", "unfinished work")]
    [InlineData("// FIXME", "unfinished work")]
    [InlineData("throw new NotImplementedException();", "unfinished work")]
    public void A_habit_is_reported(string line, string habit) =>
        Habits.Found([Samples.Code("\n" + line)]).Single().ShouldStartWith($"{habit}: src/Planted.cs:2: ");

    [Theory]
    [InlineData("// A region of the screen; async void is worse than task.Result.")]
    [InlineData("public Result<Order> Load() => Kernel.Result<Order>.Missing;")]
    [InlineData("handle.WaitOne(); await task.WaitAsync(cancellation); return answer.Results;")]
    [InlineData("throw new NotSupportedException(\"task.Wait()\");")]
    public void What_only_looks_like_a_habit_is_not_reported(string line) =>
        Habits.Found([Samples.Code(line)]).ShouldBeEmpty();
}

/// <summary>Rule: no regions, no lost exceptions, no blocked threads, nothing left for later.</summary>
internal static partial class Habits
{
    public static IEnumerable<string> Found(IEnumerable<TextFile> code) => code.SelectMany(f => (string[])
    [
        .. f.Finds(Region(), f.Deeds).Select(p => "region: " + p),
        .. f.Finds(AsyncVoid(), f.Deeds).Select(p => "async void: " + p),
        .. f.Finds(BlockingWait(), f.Deeds).Select(p => "blocking wait: " + p),
        .. f.Finds(Unfinished(), f.Text).Select(p => "unfinished work: " + p),
    ]);

    [GeneratedRegex(@"^[ \t]*\#region\b.*", RegexOptions.Multiline)]
    private static partial Regex Region();

    [GeneratedRegex(@"\basync\s+void\b")]
    private static partial Regex AsyncVoid();

    // Result<T> is a type of the house, so a Result with type arguments is no task's.
    [GeneratedRegex(@"\S*\.Result\b(?!\s*<)|\S*\.Wait\(")]
    private static partial Regex BlockingWait();

    [GeneratedRegex(@"\b(TODO|FIXME|NotImplementedException)\b.*", RegexOptions.ExplicitCapture)]
    private static partial Regex Unfinished();
}
