namespace Perennial.Kernel.Files;

/// <summary>Rows of a table whose columns are parted by any run of spaces or tabs; there are no quotes.</summary>
internal sealed class SpacedRows(string name, TextReader text) : RowReader
{
    private readonly List<Range> fields = [];
    private string current = "";
    private long line;

    public override int FieldCount => fields.Count;

    public override long Line => line;

    public override ReadOnlySpan<char> Raw => current;

    public override ReadOnlySpan<char> this[int field] => current.AsSpan(fields[field]);

    public override bool Read()
    {
        while (text.ReadLine() is { } next)
        {
            line++;
            if (next.Length > FileLimits.RowCharsMax)
            {
                throw new FileRefusedException(new FileProblem("row.too_long", name, line));
            }

            Split(next);
            if (fields.Count > 0)
            {
                return true;
            }
        }

        return false;
    }

    protected override void Dispose(bool disposing) => text.Dispose();

    private void Split(string row)
    {
        current = row;
        fields.Clear();
        var start = -1;
        for (var i = 0; i <= row.Length; i++)
        {
            var space = i == row.Length || row[i] is ' ' or '\t';
            if (!space && start < 0)
            {
                start = i;
            }
            else if (space && start >= 0)
            {
                fields.Add(start..i);
                start = -1;
            }
        }
    }
}
