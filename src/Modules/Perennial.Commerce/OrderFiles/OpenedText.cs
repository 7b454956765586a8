using System.Text;
using Perennial.Kernel.Files;

namespace Perennial.Commerce.OrderFiles;

/// <summary>One text of a file, opened by itself: to look ahead in it, or to read it once more.</summary>
internal sealed class OpenedText : IDisposable
{
    private readonly InputFile file;
    private readonly IEnumerator<InputPart> parts;

    private OpenedText(InputFile file, IEnumerator<InputPart> parts, TextInput text) =>
        (this.file, this.parts, Text) = (file, parts, text);

    public TextInput Text { get; }

    /// <summary>Opens a text.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="name">What the file is called; null for its own name.</param>
    /// <param name="part">Texts of the file before it.</param>
    /// <param name="encoding">What was told; null to find it out.</param>
    /// <exception cref="FileRefusedException">It cannot be read, or is not there any more.</exception>
    public static OpenedText Open(string path, string? name, int part, Encoding? encoding)
    {
        var opened = InputFile.Open(path, name);
        IEnumerator<InputPart>? rest = null;
        try
        {
            rest = opened.Parts(part).GetEnumerator();
            return rest.MoveNext()
                ? new OpenedText(opened, rest, TextInput.Open(rest.Current, encoding))
                : throw new FileRefusedException(new FileProblem("file.changed", opened.Name));
        }
        catch
        {
            rest?.Dispose();
            opened.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Text.Dispose();
        parts.Dispose();
        file.Dispose();
    }
}
