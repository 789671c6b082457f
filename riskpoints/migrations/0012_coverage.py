import itertools
from collections import Counter

import django.db.models.deletion
from django.db import migrations, models

from riskpoints.likeness import grams_of

# As riskpoints.actions.phrases has it.
COMMON = 1000


def keep_grams(apps, schema_editor):
    """Keep the phrases that are there under each two of their characters that are not common."""
    phrases = apps.get_model('riskpoints', 'Phrase').objects.order_by('pk').values_list('pk', 'text')
    gram_model = apps.get_model('riskpoints', 'PhraseGram')
    counts = Counter()
    for _pk, text in phrases.iterator():
        counts.update(grams_of(text))
    common = {gram for gram, count in counts.items() if count > COMMON}
    common_model = apps.get_model('riskpoints', 'CommonGram')
    common_model.objects.bulk_create([common_model(gram=gram) for gram in sorted(common)], batch_size=500)
    for some in itertools.batched(phrases.iterator(), 200, strict=False):
        gram_model.objects.bulk_create(
            [
                gram_model(gram=gram, phrase_id=pk)
                for pk, text in some
                for gram in sorted(grams_of(text) - common)
            ],
            batch_size=5000,
        )


class Migration(migrations.Migration):

    dependencies = [
        ('riskpoints', '0011_oversight'),
    ]

    operations = [
        migrations.CreateModel(
            name='CommonGram',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('gram', models.CharField(max_length=2, unique=True)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='PhraseGram',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('gram', models.CharField(max_length=2)),
                ('phrase', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='grams', to='riskpoints.phrase')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='phrasegram',
            constraint=models.UniqueConstraint(fields=('gram', 'phrase'), name='riskpoints_phrasegram_once'),
        ),
        migrations.AddIndex(
            model_name='riskpoint',
            index=models.Index(fields=['body', 'order', 'id'], name='riskpoints_point_of_body'),
        ),
        migrations.AddIndex(
            model_name='riskpoint',
            index=models.Index(fields=['section', 'order', 'id'], name='riskpoints_point_of_section'),
        ),
        migrations.RunPython(keep_grams, migrations.RunPython.noop, elidable=True),
    ]
